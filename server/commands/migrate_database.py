"""`porchlight migrate-database`: from SQLite to PostgreSQL, or back."""

from __future__ import annotations

from pathlib import Path

import click

from server.clock import now_ms
from server.commands.common import chosen, data_option, explained
from server.directory import held
from server.settings import SETTINGS
from server.storage.backend import Backend
from server.storage.ledger import write_ledger
from server.storage.migrate import upgrade
from server.storage.moving import NotMoved, move, overdue_removed
from server.storage.places import backend_of, copy_before, ledger_file, moved_file
from server.storage.sqlite import SQLite

__all__ = ["migrate_database"]

IN_THE_FOLDER = "sqlite"


@click.command("migrate-database")
@click.argument("target", metavar=f"URL|{IN_THE_FOLDER}")
@data_option
def migrate_database(target: str, data: Path | None) -> None:
    """Move the group to another, empty database, while no server runs.

    From SQLite to the PostgreSQL database URL (postgresql://user:password@host/name); or, with PORCHLIGHT_DATABASE_URL
    set to where the group is now, back to "sqlite" in the data folder. Every row is checked before it counts.
    """
    settings = chosen(data=data)
    with explained(), held(settings.data):
        there = address_of(target)
        if there == settings.database_url:
            raise NotMoved("The group is in that database already. Name the other one.")
        here, goal = backend_of(settings.data, settings.database_url), backend_of(settings.data, there)
        if not here.is_there():
            raise NotMoved(f"There is no group in {here.place}.")
        upgrade(settings.data, there)
        if not (here.lead() and goal.lead()):
            raise NotMoved("A server is using one of the databases. Stop it first.")
        with click.progressbar(length=1, label="Moving the group", show_pos=False) as bar:

            def show(done: int, all_of_them: int) -> None:
                bar.length = all_of_them
                bar.update(done - bar.pos)

            moved = move(here, goal, show)
        write_ledger(ledger_file(settings.data), overdue_removed(goal, now_ms()))
        if isinstance(here, SQLite):
            put_aside(settings.data, here)
        remember_where(settings.data, goal)
    click.echo(f"{moved} rows moved, and every one compared with where it came from.")
    click.echo(said_next(there, here))


def address_of(target: str) -> str:
    """The address as settings have it; empty for the data folder."""
    setting = next(each for each in SETTINGS if each.name == "database_url")
    try:
        return "" if target == IN_THE_FOLDER else str(setting.read(target))
    except ValueError as error:
        raise NotMoved(f'Where to move must be "{IN_THE_FOLDER}", or {error}.') from None


def put_aside(data: Path, here: SQLite) -> None:
    """Nothing would expire from the old file any more, so it goes where copies go that are deleted after a time."""
    here.gather()  # a log that a killed server left belongs to this file, and to none that comes to be in its place
    aside = copy_before(data, "postgresql")
    here.file.rename(aside)
    aside.touch()


def remember_where(data: Path, goal: Backend) -> None:
    """Leave word in the folder, so that a start without the address says so instead of beginning a new group."""
    if goal.file is None:
        moved_file(data).write_text(f"The group is in {goal.place}.\n", encoding="utf-8")
    else:
        moved_file(data).unlink(missing_ok=True)


def said_next(url: str, here: Backend) -> str:
    """What the operator does now."""
    setting = "with PORCHLIGHT_DATABASE_URL set to that address" if url else "without PORCHLIGHT_DATABASE_URL"
    left = (
        f"The group is still in {here.place} as well; drop that database when you have seen that all is well."
        if here.file is None
        else "A copy of how it was stays in the data folder for two days."
    )
    return f"From now on start the server {setting}. {left}"
