"""The shelves together, over one database."""

from __future__ import annotations

from pathlib import Path

from server.storage.database import Database
from server.storage.group import GroupShelf
from server.storage.invitations import Invitations
from server.storage.members import Members
from server.storage.places import database_file
from server.storage.sessions import Sessions

__all__ = ["Store"]


class Store:
    """Everything that is kept, in one data directory whose database has been brought to the present schema."""

    def __init__(self, data: Path) -> None:
        self.database = Database(database_file(data))
        self.group = GroupShelf(self.database)
        self.members = Members(self.database)
        self.sessions = Sessions(self.database)
        self.invitations = Invitations(self.database)

    def close(self) -> None:
        """Finishes what was asked for and closes the database."""
        self.database.close()
