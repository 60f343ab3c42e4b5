"""Commands of `porchlight` in processes of their own that start at once: forks of one that has loaded everything.

Loading is most of what a start costs, and the tests start a server two hundred times. Those of the command line itself
start it as people do.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path

__all__ = ["Fork"]

forking = multiprocessing.get_context("forkserver")
forking.set_forkserver_preload(["server.commands.serve", "tests.forking"])


class Fork:
    """A running command, in the manner of a `subprocess.Popen`."""

    def __init__(self, words: list[str], settings: dict[str, str], log: Path) -> None:
        self._process = forking.Process(
            target=run, args=(words, {**os.environ, **settings}, str(log), str(Path.cwd())), daemon=True
        )
        self._process.start()

    def poll(self) -> int | None:
        """Its exit status, once it has ended."""
        return self._process.exitcode

    def wait(self, timeout: float) -> int:
        """Waits for its end; its exit status."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("porchlight", timeout)
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        """As an operator would."""
        if self.poll() is None and self._process.pid:
            os.kill(self._process.pid, number)

    def kill(self) -> None:
        """Whatever it does."""
        self.send_signal(signal.SIGKILL)


def run(words: list[str], environment: dict[str, str], log: str, folder: str) -> None:
    """In the fork: what `python -m server` does, with what it prints in the log."""
    from server.__main__ import main

    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    with Path(log).open("ab") as written:
        os.dup2(written.fileno(), sys.stdout.fileno())
        os.dup2(written.fileno(), sys.stderr.fileno())
    main(words, prog_name="porchlight")
