"""The real server under a program that watches or troubles it: strace, libfiu, libfaketime."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import Server

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

    def _launch(self) -> subprocess.Popen[bytes]:
        settings = {f"PORCHLIGHT_{name.upper()}": value for name, value in self.settings.items()}
        command = [sys.executable, "-m", "server", "serve", "--port", str(self.port), "--data", str(self.data)]
        with self.log.open("ab") as log:
            launched = subprocess.Popen(
                [*self.before, *command], env={**os.environ, **settings}, stdout=log, stderr=subprocess.STDOUT
            )
        self.pid = launched.pid
        return launched
