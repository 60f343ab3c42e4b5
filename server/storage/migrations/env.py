"""How Alembic reaches the database: over the connection that migrate.py hands in."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy.sql.schema import SchemaItem

from server.storage.schema import metadata


def ours(_item: SchemaItem, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """Whether Alembic should compare this; the search index keeps tables of its own."""
    return not (kind == "table" and (name or "").startswith("message_search"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_object=ours,
    render_as_batch=True,
    transactional_ddl=True,  # SQLite can, and a machine that stops half-way must find the old schema whole
)
with context.begin_transaction():
    context.run_migrations()
