"""The command line, run as an operator runs it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Started", "porchlight", "started"]

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "server")
READY_SECONDS = 60
ENDS_SECONDS = 120


def environment(settings: dict[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PORCHLIGHT_")}
    return {**inherited, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", **settings}


def porchlight(
    *words: str | Path, fails: bool = False, given: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end, from the temporary directory that holds its data."""
    done = subprocess.run(
        [*COMMAND, *map(str, words)],
        env=environment(settings),
        input=given,
        capture_output=True,
        text=True,
        timeout=ENDS_SECONDS,
        check=False,
    )
    assert (done.returncode != 0) == fails, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr, done.stderr
    return done


@dataclass
class Started:
    """A running server."""

    process: subprocess.Popen[str]
    data: Path
    log: Path
    url: str = ""

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    @property
    def live(self) -> str:
        return self.url.replace("http", "ws", 1) + "/live"

    def said(self) -> str:
        """Everything it printed and logged."""
        return self.log.read_text()


@contextmanager
def started(data: Path, **settings: str) -> Iterator[Started]:
    """A server on a free port; stopped at the end, if it has not been."""
    log = data.parent / "server.log"
    with log.open("a+") as written:
        begin = written.seek(0, os.SEEK_END)
        process = subprocess.Popen(
            [*COMMAND, "serve", "--port", "0", "--data", str(data)],
            env=environment(settings),
            stdout=written,
            stderr=subprocess.STDOUT,
            text=True,
        )
    running = Started(process, data, log)
    try:
        running.url = address(running, begin)
        yield running
    finally:
        process.terminate()
        process.wait(ENDS_SECONDS)


def address(running: Started, begin: int) -> str:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and running.process.poll() is None:
        for line in running.said()[begin:].splitlines(keepends=True):
            if line.startswith("Porchlight is running at ") and line.endswith("\n"):
                return line.split()[-1]
        time.sleep(0.02)
    raise AssertionError(f"The server did not start:\n{running.said()}")
