"""The real server under a program that watches or troubles it: strace, libfiu, libfaketime."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.running import READY_SECONDS, Server

__all__ = ["Under", "needs"]

PACKAGES = {"strace": "strace", "fiu-run": "fiu-utils", "faketime": "faketime"}


def needs(program: str) -> None:
    """Passes a test over where a program is not installed; on CI nothing may be missing."""
    if shutil.which(program):
        return
    missing = f"{program} is not installed: sudo apt-get install {PACKAGES[program]}"
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


class Under(Server):
    """A server started by way of `before`, a program that becomes it."""

    def __init__(self, data: Path, *before: str, **settings: str) -> None:
        super().__init__(data, **settings)
        self.before = before

    def start(self) -> None:
        """Starts it, and waits until it says that it is ready."""
        own = {f"PORCHLIGHT_{name.upper()}": value for name, value in self.settings.items()}
        command = [sys.executable, "-m", "server", "serve", "--port", str(self.port), "--data", str(self.data)]
        with self.log.open("ab") as log:
            environ = {**os.environ, **own}
            self.process = started = subprocess.Popen(
                [*self.before, *command], env=environ, stdout=log, stderr=subprocess.STDOUT
            )
        self.pid = started.pid
        until = time.monotonic() + READY_SECONDS
        while not self.ready():
            assert started.poll() is None, f"The server did not start:\n{self.log.read_text()}"
            assert time.monotonic() < until, f"The server was not ready in time:\n{self.log.read_text()}"
            time.sleep(0.02)
