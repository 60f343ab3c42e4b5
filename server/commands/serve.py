"""`porchlight serve`: hold the data directory, bring it up to date, and answer browsers until told to stop."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import click
import uvicorn

from server.accounts import hashed, new_token
from server.app import create_app
from server.commands.common import chosen, data_option, explained
from server.directory import held, secret
from server.logs import log_to
from server.patience import PatientProtocol
from server.protocol import FRAME_BYTES
from server.settings import Settings
from server.storage import Store
from server.storage.backup import forget_unfinished
from server.storage.copying import NotKept
from server.storage.migrate import upgrade
from server.storage.places import moved_file

__all__ = ["serve"]

SECONDS_TO_DRAIN = 4
"""After everybody was told. With the goodbyes before and the last commits after it, ten seconds see the server gone."""
WAITING_CONNECTIONS = 2048
READS_NOTHING_MILLISECONDS = 60_000
"""A browser that takes nothing for this long is gone, or means harm: the kernel lets go of its socket and buffers."""
SECONDS_OF_A_TURN = 0.0005

log = logging.getLogger(__name__)


@click.command()
@click.option("--host", help="The address of this machine to listen on [PORCHLIGHT_HOST, else 127.0.0.1].")
@click.option("--port", type=click.IntRange(0, 65535), help="The port to listen on [PORCHLIGHT_PORT, else 8000].")
@data_option
def serve(host: str | None, port: int | None, data: Path | None) -> None:
    """Run the server."""
    settings = chosen(host=host, port=port, data=data)
    log_to(settings.log_level)
    if not settings.pace:
        log.warning("The pace is off: rate limits and connection caps do not hold. This is for load tests alone.")
    with explained(), held(settings.data), closing(listening(settings)) as door:
        if not settings.database_url and moved_file(settings.data).exists():
            raise NotKept("The group of this folder is in PostgreSQL. Set PORCHLIGHT_DATABASE_URL to where it is.")
        forget_unfinished(settings.data)
        copy = upgrade(settings.data, settings.database_url)
        if copy:
            log.warning("The data was brought to a newer schema. As it was before, it is kept in %s.", copy.name)
        settings = replace(settings, metrics_token=settings.metrics_token or secret(settings.data, "metrics_token"))
        answer(settings, door)


def listening(settings: Settings) -> socket.socket:
    """A socket that listens where the settings say."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        door = socket.create_server((settings.host, settings.port), family=family, backlog=WAITING_CONNECTIONS)
    except OSError as error:
        raise click.ClickException(
            f"Nothing can listen on {settings.host}, port {settings.port} ({error.strerror}). "
            "Is another server running there? Choose another with --port."
        ) from None
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux has it; elsewhere such sockets stay until the peer goes away
        door.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, READS_NOTHING_MILLISECONDS)
    return door


def answer(settings: Settings, door: socket.socket) -> None:
    """Answer browsers until told to stop; then tell every socket that the server is going down."""
    at = here(*door.getsockname()[:2])
    link = asyncio.run(setup_link(settings, settings.url or at))

    def announce() -> None:
        click.echo(f"Porchlight is running at {at}")
        if link:
            click.echo(f"Set up your group here; the link works once: {link}")

    app = create_app(settings)
    server = Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            http=PatientProtocol,
            ws="websockets-sansio",
            ws_max_size=FRAME_BYTES,
            ws_per_message_deflate=False,
            lifespan="on",
            timeout_graceful_shutdown=SECONDS_TO_DRAIN,
        ),
        announce,
        app.state.house.hub.say_goodbye,
    )
    # uvicorn raises the signal that stopped it once more when it is done; by then it has been obeyed.
    for obeyed in (signal.SIGTERM, signal.SIGINT):
        signal.signal(obeyed, lambda *_: None)
    server.run(sockets=[door])
    if not server.started:
        raise click.ClickException("The server could not start; the log above says why.")


def here(host: str, port: int) -> str:
    """The server's address for a browser on the same machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - it is taken away here
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def setup_link(settings: Settings, at: str) -> str | None:
    """A fresh one-time link to the set-up, for as long as the group has not been set up."""
    with closing(Store(settings.data, settings.database_url)) as store:
        token = new_token()
        return f"{at}/setup/{token}" if await store.group.expect_setup(hashed(token)) else None


class Server(uvicorn.Server):
    """uvicorn's, which says when it is ready, and says goodbye while it can still be asked how it is."""

    def __init__(
        self, config: uvicorn.Config, announce: Callable[[], None], goodbye: Callable[[], Awaitable[None]]
    ) -> None:
        super().__init__(config)
        self._announce = announce
        self._goodbye = goodbye

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._goodbye()
        await super().shutdown(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # What was loaded to start with stays; the collector need not look through it with every thousand sockets.
        gc.collect()
        gc.freeze()
        # Loop, gate and writer take turns at every message; a turn of the usual 5 ms is felt by everybody who waits.
        sys.setswitchinterval(SECONDS_OF_A_TURN)
        self._announce()
