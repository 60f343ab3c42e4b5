"""The composition root: settings -> store -> gate -> hub -> routes. Every part of the house is listed here once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route, WebSocketRoute

from moderation import Gate
from server import desk, metrics
from server.accounts import Accounts
from server.connection import live
from server.directory import secret
from server.examiner import Examiner
from server.house import House
from server.hub import Hub
from server.pages import (
    coming_back,
    errors,
    group,
    group_rooms,
    help,
    join,
    lobby,
    me,
    reaching,
    rooms,
    rules,
    setup,
    static,
    ways_in,
)
from server.pages.safety import Safety
from server.pages.visitor import Visitors
from server.settings import Settings
from server.storage import Store
from server.upkeep import Upkeep

__all__ = ["create_app", "open_house"]


def open_house(settings: Settings) -> House:
    """Constructs the big parts, over a data directory whose database has been brought to the present schema."""
    store = Store(settings.data, settings.database_url)
    gate = Gate.with_outsiders()
    hub = Hub(settings, store, Examiner(gate), secret(settings.data, "digest_key").encode())
    return House(settings=settings, store=store, gate=gate, hub=hub, accounts=Accounts(store, settings))


def create_app(settings: Settings) -> Starlette:
    """The whole application, ready to be served."""
    found = open_house(settings)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        upkeep = asyncio.create_task(Upkeep(found).run())
        try:
            yield
        finally:
            upkeep.cancel()
            with suppress(asyncio.CancelledError):
                await upkeep
            found.hub.examiner.close()
            found.store.close()

    routes: list[Route | Mount | WebSocketRoute] = [
        *metrics.routes,
        *static.routes,
        *help.routes,
        *setup.routes,
        *reaching.routes,
        *lobby.routes,
        *join.routes,
        *coming_back.routes,
        *rules.routes,
        *rooms.routes,
        *me.routes,
        *group.routes,
        *group_rooms.routes,
        *ways_in.routes,
        *desk.routes,
        WebSocketRoute("/live", live),
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Safety), Middleware(Visitors)],
        exception_handlers=errors.handlers,
        lifespan=lifespan,
    )
    app.state.house = found
    return app
