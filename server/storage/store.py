"""The shelves together, over one database."""

from __future__ import annotations

from pathlib import Path

from server.storage.asides import Asides
from server.storage.care import Care
from server.storage.database import Database
from server.storage.deeds import Deeds
from server.storage.export import Export
from server.storage.group import GroupShelf
from server.storage.holding import Holding
from server.storage.invitations import Invitations
from server.storage.members import Members
from server.storage.messages import Messages
from server.storage.places import backend_of
from server.storage.retention import Retention
from server.storage.rooms import Rooms
from server.storage.searching import Searching
from server.storage.sessions import Sessions

__all__ = ["Store"]


class Store:
    """Everything that is kept, in a database that has been brought to the present schema."""

    def __init__(self, data: Path, url: str = "") -> None:
        self.database = Database(backend_of(data, url))
        self.group = GroupShelf(self.database)
        self.members = Members(self.database)
        self.sessions = Sessions(self.database)
        self.invitations = Invitations(self.database)
        self.rooms = Rooms(self.database)
        self.messages = Messages(self.database)
        self.holding = Holding(self.database)
        self.care = Care(self.database)
        self.asides = Asides(self.database)
        self.deeds = Deeds(self.database)
        self.retention = Retention(self.database)
        self.export = Export(self.database)
        self.searching = Searching(self.database)

    def close(self) -> None:
        """Finishes what was asked for and closes the database."""
        self.database.close()
