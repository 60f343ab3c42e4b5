"""`porchlight`: the command line."""

from __future__ import annotations

import click

from server.commands.keeping import backup, export, restore
from server.commands.seed import seed
from server.commands.serve import serve
from server.commands.steward_link import steward_link
from server.commands.telling import examine, settings

__all__ = ["main"]


@click.group()
@click.version_option(package_name="porchlight")
def main() -> None:
    """Run your own group's peer-support rooms."""


for command in (serve, backup, restore, export, seed, settings, examine, steward_link):
    main.add_command(command)

if __name__ == "__main__":
    main(prog_name="porchlight")
