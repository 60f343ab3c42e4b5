"""`porchlight backup`, `restore` and `export`: taking the group along, and bringing it back."""

from __future__ import annotations

import json
from pathlib import Path

import click

from server.clock import now_ms
from server.commands.common import chosen, data_option, explained
from server.directory import held
from server.storage import backup as backups
from server.storage.export import exported
from server.storage.ledger import read_ledger
from server.storage.places import backend_of

__all__ = ["backup", "export", "restore"]

file_argument = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=file_argument)
@data_option
def backup(file: Path, data: Path | None) -> None:
    """Copy everything into the new file FILE, also while the server is running."""
    settings = chosen(data=data)
    with explained():
        manifest = backups.back_up(settings.data, file, now_ms(), settings.database_url)
    click.echo(f"Kept in {file}: {counted(manifest)}. Who holds this file holds what was said; keep it safe.")


@click.command()
@click.argument("file", type=file_argument)
@click.option("--erasures", type=file_argument, help="The ledger of what was erased since (erasures.jsonl).")
@data_option
def restore(file: Path, erasures: Path | None, data: Path | None) -> None:
    """Put the backup FILE back into an empty data folder."""
    settings = chosen(data=data)
    with explained(), held(settings.data):
        erased = read_ledger(erasures) if erasures else ()
        manifest = backups.restore(file, settings.data, now_ms(), erased, settings.database_url)
    click.echo(f"Restored into {settings.data}: {counted(manifest)}, less what has run out or was erased since.")
    if erasures is None:
        click.echo("What was erased after this backup was made is back, since no --erasures ledger was given.")


def counted(manifest: backups.Manifest) -> str:
    return ", ".join(f"{count} of {name.replace('_', ' ')}" for name, count in manifest.counts.items())


@click.command()
@click.option("--member", help="Only what this member said, did and was told.")
@data_option
def export(member: str | None, data: Path | None) -> None:
    """Write everything of the group, or of one member, as JSON lines."""
    settings = chosen(data=data)
    with explained():
        for record in exported(backend_of(settings.data, settings.database_url), member):
            click.echo(json.dumps(record, ensure_ascii=False))
