"""`porchlight steward-link`: the way back in for the steward who lost the recovery words."""

from __future__ import annotations

from pathlib import Path

import click

from server.accounts import hashed, new_token
from server.clock import now_ms
from server.commands.common import chosen, data_option, explained
from server.storage.places import backend_of
from server.storage.steward import group_address, put_return_link

__all__ = ["steward_link"]

MINUTES = 60


@click.command("steward-link")
@data_option
def steward_link(data: Path | None) -> None:
    """Print a one-time link with which the steward signs in again."""
    settings = chosen(data=data)
    token, now = new_token(), now_ms()
    with explained():
        backend = backend_of(settings.data, settings.database_url)
        put_return_link(backend, hashed(token), now, now + MINUTES * 60_000)
        at = settings.url or group_address(backend) or f"http://{settings.host}:{settings.port}"
    click.echo(f"{at}/return/{token}")
    click.echo(f"This link signs the steward in once, within {MINUTES} minutes. Give it to nobody else.", err=True)
