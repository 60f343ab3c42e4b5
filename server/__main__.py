"""`porchlight`: the command line. What a command needs is loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module

import click

__all__ = ["main"]

COMMANDS = {
    "backup": "keeping",
    "doctor": "doctor",
    "examine": "telling",
    "export": "keeping",
    "migrate-database": "migrate_database",
    "restore": "keeping",
    "seed": "seed",
    "serve": "serve",
    "settings": "telling",
    "steward-link": "steward_link",
}


class Commands(click.Group):
    """The commands by name, each in a module of `server.commands`."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """All of their names."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        found = getattr(import_module(f"server.commands.{COMMANDS[cmd_name]}"), cmd_name.replace("-", "_"))
        assert isinstance(found, click.Command)  # noqa: S101 - the table above names nothing else
        return found


@click.group(cls=Commands)
@click.version_option(package_name="porchlight")
def main() -> None:
    """Run your own group's peer-support rooms."""


if __name__ == "__main__":
    main(prog_name="porchlight")
