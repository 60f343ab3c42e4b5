"""A PostgreSQL server of the tests' own, from the system's packages, and fresh databases in it that are there at once."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from server.storage import schema
from server.storage.migrate import upgrade
from server.storage.moving import move
from server.storage.places import backend_of
from tests.running import free_port

__all__ = ["BOTH", "PostgreSQLServer", "on_both", "running_postgresql"]

BOTH = ("SQLite", "PostgreSQL")
on_both = pytest.mark.parametrize("kept_in", BOTH, indirect=True)
"""Runs a test once on each database; for the tests whose fixtures ask where the group is kept."""

LACKING = "PostgreSQL is not installed: sudo apt-get install postgresql"
ROLE = "porchlight"
STARTS_SECONDS = 60
QUICK = {
    "fsync": "off",  # what a power cut leaves of PostgreSQL is PostgreSQL's own promise
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "log_min_messages": "fatal",
}


TABLES = [table.name for table in schema.metadata.sorted_tables]
KEEP = "CREATE SCHEMA kept; " + "; ".join(f"CREATE TABLE kept.{name} AS TABLE {name}" for name in TABLES)
ALONE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
REFILL = "; ".join(
    [
        f"{ALONE} AND pid <> pg_backend_pid()",
        "SET session_replication_role = replica",  # no triggers: even the record of actions can be emptied
        *(f"DELETE FROM {name}; INSERT INTO {name} TABLE kept.{name}" for name in TABLES),  # noqa: S608 - our own names
        "SELECT setval(pg_get_serial_sequence('message', 'number'), 1, false)",
        "SELECT setval(pg_get_serial_sequence('deed', 'id'), 1, false)",
    ]
)


def programs() -> Path:
    """The folder of `initdb` and `postgres`, the newest if there are several; Debian keeps them out of PATH."""
    folders = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    found = [str(path) for path in sorted(folders, key=lambda path: float(path.parts[-3]))]
    newest = found[-1] if found else shutil.which("postgres")
    if newest is None:
        if os.environ.get("CI") == "true":
            pytest.fail(LACKING)
        pytest.skip(LACKING)
    return Path(newest).resolve().parent


class PostgreSQLServer:
    """`postgres` on a port of this machine; may be stopped, killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        # PostgreSQL refuses to be root.
        self._as: dict[str, Any] = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
        self._programs = programs()
        self._numbers = count(1)
        self._kinds: dict[str, str] = {}
        self._free: dict[str, list[str]] = {}

    def set_up(self) -> None:
        """Makes it, and starts it for the first time."""
        if self._as:
            shutil.chown(self.folder, **self._as)
        words = ["--pgdata", str(self.folder / "data"), "--auth", "trust", "--username", "postgres", "--no-sync"]
        # No locale: a server that was set up with none is the hardest to sort and to search on.
        subprocess.run(
            [self._programs / "initdb", *words, "--encoding", "UTF8", "--no-locale"],
            check=True,
            capture_output=True,
            cwd=self.folder,
            **self._as,
        )
        self.start()
        self.does(f"CREATE ROLE {ROLE} LOGIN")

    def url(self, database: str, port: int | None = None) -> str:
        return f"postgresql://{ROLE}@127.0.0.1:{port or self.port}/{database}"

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        settings = {**QUICK, "port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": self.folder}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self._programs / "postgres", "-D", self.folder / "data", *words],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **self._as,
            )
        self.wait()

    def wait(self) -> None:
        """Until it answers again."""
        assert self.process is not None
        until = time.monotonic() + STARTS_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()}")
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            self.does("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Ends it and every connection at once: with goodbyes, or without (SIGQUIT)."""
        assert self.process is not None
        self.process.send_signal(how)
        try:
            self.process.wait(STARTS_SECONDS)
        finally:
            self.process.kill()

    def does(self, statement: str, *values: object, database: str = "postgres") -> list[tuple[Any, ...]]:
        """What the administrator's connection is answered."""
        where = f"host=127.0.0.1 port={self.port} user=postgres dbname={database} connect_timeout=10"
        with psycopg.connect(where, autocommit=True) as connection:
            asked = connection.execute(statement.encode(), values or None)
            return asked.fetchall() if asked.description else []

    def empty(self, like: str = "template0", encoding: str = "UTF8") -> str:
        """The name of a new database without anything in it."""
        name = f"porchlight_{next(self._numbers)}"
        self.does(f"CREATE DATABASE {name} TEMPLATE {like} OWNER {ROLE} ENCODING '{encoding}'")
        return name

    def drop(self, database: str) -> None:
        self.does(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def upgraded(self) -> str:
        """A database of the present schema, with no group in it yet."""
        return self._like("upgraded", None)

    def founded(self, data: Path) -> str:
        """A database with the group of that data directory."""
        return self._like("founded", data)

    def give_back(self, database: str) -> None:
        """Nobody needs it any more; filled afresh it serves another test, which is quicker than a new one."""
        self._free[self._kinds[database]].append(database)

    def _like(self, kind: str, data: Path | None) -> str:
        if kind not in self._free:
            self._make_template(kind, data)
        if self._free[kind]:
            database = self._free[kind].pop()
            self.does(REFILL, database=database)
            return database
        database = self.empty(like=kind)
        self._kinds[database] = kind
        return database

    def _make_template(self, kind: str, data: Path | None) -> None:
        self.does(f"CREATE DATABASE {kind} TEMPLATE template0 OWNER {ROLE}")
        upgrade(self.folder, self.url(kind))
        if data is not None:
            move(backend_of(data), backend_of(data, self.url(kind)))
            self.does("UPDATE group_ SET epoch = 'first-life'", database=kind)
        self.does(KEEP, database=kind)
        self._free[kind] = []


@contextmanager
def running_postgresql() -> Iterator[PostgreSQLServer]:
    """A server that runs for as long as this lasts, whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix="porchlight-postgresql-"))  # a short path: a socket lies in it
    try:
        server = PostgreSQLServer(folder)
        try:
            server.set_up()
            yield server
        finally:
            if server.process is not None and server.process.poll() is None:
                server.stop(signal.SIGQUIT)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
