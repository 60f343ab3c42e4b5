"""A made-up group and the real server, for a bench to measure."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

__all__ = ["Running", "seeded"]

READY_SECONDS = 20.0
PORCHLIGHT = (sys.executable, "-m", "server")


def seeded(data: Path, rooms: int, members: int) -> list[dict[str, str]]:
    """A new data directory with a made-up group; one record for each membership."""
    made = subprocess.run(
        [*PORCHLIGHT, "seed", "--rooms", str(rooms), "--members", str(members), "--data", str(data)],
        stdout=subprocess.PIPE,
        check=True,
    )
    return [json.loads(line) for line in made.stdout.splitlines()]


class Running:
    """`porchlight serve` with the pace off; on one core of its own, where the machine has another for the bench."""

    def __init__(self, data: Path, core: int | None = None) -> None:
        self.data = data
        self.core = core
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self) -> float:
        """Start it, and answer how many seconds it took until it was ready."""
        begun = time.monotonic()
        pinned = ["taskset", "-c", str(self.core)] if self.core is not None else []
        self.process = subprocess.Popen(
            [*pinned, *PORCHLIGHT, "serve", "--port", str(self.port), "--data", str(self.data)],
            env={**os.environ, "PORCHLIGHT_PACE": "off", "PORCHLIGHT_LOG_LEVEL": "error"},
            stdout=subprocess.DEVNULL,
        )
        while not self._ready():
            assert self.process.poll() is None, "The server did not start."
            assert time.monotonic() - begun < READY_SECONDS, "The server was not ready in time."
            time.sleep(0.01)
        return time.monotonic() - begun

    def cpu_seconds(self) -> float:
        """Processor time that it has used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self) -> float:
        """Memory that it holds now."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def stop(self) -> int:
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(20)

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/ready", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False
