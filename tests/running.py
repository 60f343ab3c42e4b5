"""A real server process on a port of this machine: `porchlight serve`, as people start it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.error import URLError

from tests.forking import Fork

__all__ = ["Server", "free_port", "started"]

READY_SECONDS = 60
STOPS_SECONDS = 30

# Below the ports that the system gives away by itself, and apart from those of other test processes.
PORTS = count(11_000 + os.getpid() % 50 * 400)


def free_port() -> int:
    """A port that nobody listens on, and that nobody else will be given."""
    for port in PORTS:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("There is no end to numbers.")


@contextmanager
def started(server: Server) -> Iterator[Server]:
    """A server that runs for as long as this lasts, whatever happens."""
    server.start()
    try:
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.stop()


class Server:
    """`porchlight serve` on a data directory; may be stopped, killed and started again on the same port."""

    def __init__(self, data: Path, python_path: str = "", **settings: str) -> None:
        self.data = data
        self.python_path = python_path
        self.port = free_port()
        self.settings = settings
        self.process: subprocess.Popen[bytes] | Fork | None = None
        self.log = data.parent / f"{data.name}.log"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def live_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/live"

    def start(self) -> None:
        """Starts it, and waits until it says that it is ready."""
        self.process = self._launch()
        until = time.monotonic() + READY_SECONDS
        while not self.ready():
            if self.process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"The server did not start:\n{self.log.read_text()}")
            time.sleep(0.02)

    def _launch(self) -> subprocess.Popen[bytes] | Fork:
        settings = {f"PORCHLIGHT_{name.upper()}": value for name, value in self.settings.items()}
        words = ["serve", "--port", str(self.port), "--data", str(self.data)]
        if not self.python_path:
            return Fork(words, settings, self.log)
        # What is installed beside a server is found while it loads: such a one loads everything itself.
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "server", *words],
                env={**os.environ, **settings, "PYTHONPATH": self.python_path},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def stop(self) -> int:
        """Asks it to go down, as an operator would; its exit status."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        """Ends it as a power cut would."""
        return self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        try:
            return self.process.wait(STOPS_SECONDS)
        finally:
            self.process.kill()
