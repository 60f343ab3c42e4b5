"""The wire between Porchlight and PostgreSQL, which can be cut where it hurts most: at a COMMIT."""

from __future__ import annotations

import re
import socket
import threading
from contextlib import suppress

from tests.postgres import PostgreSQLServer
from tests.running import free_port

__all__ = ["Wire"]

PREPARED = re.compile(rb"(_pg3_\d+)\0COMMIT\0")
AT_ONCE = 65_536


class Wire:
    """What connects to `port` reaches PostgreSQL, until a COMMIT passes by while the wire is to be cut.

    "question": the COMMIT never arrives. "answer": it arrives and is done, and its answer never comes back."""

    def __init__(self, server: PostgreSQLServer) -> None:
        self.server = server
        self.port = free_port()
        self.cuts: list[str] = []
        self._names: set[bytes] = set()
        self._door = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._let_in, daemon=True).start()

    def close(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _let_in(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._door.accept()
                there = socket.create_connection(("127.0.0.1", self.server.port))
                threading.Thread(target=self._ask, args=(here, there), daemon=True).start()

    def _ask(self, here: socket.socket, there: socket.socket) -> None:
        """One connection, from its first byte to its last. The driver asks nothing before it was answered."""
        answering = threading.Thread(target=pass_on, args=(there, here), daemon=True)
        answering.start()
        with suppress(OSError):
            while asked := here.recv(AT_ONCE):
                self._names.update(PREPARED.findall(asked))
                if self.cuts and self._is_commit(asked):
                    how = self.cuts.pop()
                    here.shutdown(socket.SHUT_RDWR)  # from now on nothing is heard on this side
                    if how == "answer":
                        there.sendall(asked)
                        there.shutdown(
                            socket.SHUT_WR
                        )  # PostgreSQL does what it was asked, then sees that nobody is there
                        answering.join()
                    break
                there.sendall(asked)
        for end in (here, there):
            with suppress(OSError):  # where the other side went first
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _is_commit(self, asked: bytes) -> bool:
        return b"COMMIT\0" in asked or any(name + b"\0" in asked for name in self._names)


def pass_on(come: socket.socket, go: socket.socket) -> None:
    """What PostgreSQL answers; read to its end even where nobody hears it."""
    with suppress(OSError):
        while answer := come.recv(AT_ONCE):
            with suppress(OSError):
                go.sendall(answer)
    with suppress(OSError):
        go.shutdown(socket.SHUT_WR)
