"""Whether the server lives (/health), whether it can serve (/ready), and how it is doing (/metrics).

The figures are of the whole server: none is about a room or a person.
"""

from __future__ import annotations

import asyncio
import secrets
import shutil
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from server.house import House, house
from server.storage.database import nothing
from server.storage.places import database_file

__all__ = ["routes"]

SECONDS_TO_WRITE = 2.0
BYTES_NEEDED = 16_000_000


async def health(_request: Request) -> Response:
    """The process lives."""
    return PlainTextResponse("alive\n")


async def ready(request: Request) -> Response:
    """The server can keep what is said."""
    found = house(request)
    if found.hub.going_down:
        return PlainTextResponse("The server is going down.\n", 503)
    if shutil.disk_usage(found.settings.data).free < BYTES_NEEDED:
        return PlainTextResponse("The disk is full.\n", 503)
    try:
        await asyncio.wait_for(found.store.database.write(nothing), SECONDS_TO_WRITE)
    except TimeoutError:
        return PlainTextResponse("The database does not answer in time.\n", 503)
    except Exception:  # whatever it is, what is said cannot be kept
        return PlainTextResponse("The database cannot be written.\n", 503)
    return PlainTextResponse("ready\n")


async def metrics(request: Request) -> Response:
    """Figures for Prometheus, for who has the token."""
    found = house(request)
    token, shown = found.settings.metrics_token, request.headers.get("authorization", "")
    if not token or not secrets.compare_digest(shown.encode(), f"Bearer {token}".encode()):
        return PlainTextResponse("This needs the metrics token.\n", 401, {"WWW-Authenticate": "Bearer"})
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(Figures(found))
    return PlainTextResponse(generate_latest(registry), media_type="text/plain; version=0.0.4")


class Figures(Collector):
    """What the house says of itself when asked."""

    def __init__(self, found: House) -> None:
        self._house = found

    def collect(self) -> Iterator[Metric]:
        data, gate = self._house.settings.data, self._house.gate
        yield figure("sockets", "Open live sockets.", self._house.hub.count())
        if database_file(data).exists():  # PostgreSQL has figures of its own
            yield figure("database_bytes", "Size of the database.", database_file(data).stat().st_size)
        yield figure("disk_free_bytes", "Free space where the data lies.", shutil.disk_usage(data).free)
        failures = GaugeMetricFamily("porchlight_detector_failures", "Times a detector failed.", labels=["detector"])
        for detector, count in gate.failures.items():
            failures.add_metric([detector], count)
        yield failures
        yield figure("detectors_switched_off", "Detectors that no longer look.", len(gate.switched_off))


def figure(name: str, sentence: str, value: float) -> Metric:
    return GaugeMetricFamily(f"porchlight_{name}", sentence, value)


routes = [Route("/health", health), Route("/ready", ready), Route("/metrics", metrics)]
