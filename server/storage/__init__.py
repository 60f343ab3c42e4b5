"""Everything that is kept. Every SQL statement of the house stands in this folder."""

from server.storage.store import Store

__all__ = ["Store"]
