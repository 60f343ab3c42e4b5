"""What a server did to its disk and when it answered whom, read from what strace wrote down."""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.promises.under import Under

__all__ = ["FOLDER", "Event", "ended", "events_of", "traced"]

FOLDER = ""
"""The name that the data folder itself has in events: creating and removing files changes it."""

CALLS = "pwrite64,pwritev,write,writev,sendto,sendmsg,fsync,fdatasync,ftruncate,unlink,unlinkat,rename"
STRING_BYTES = 100_000
END_SECONDS = 30

CALL = re.compile(r"(?P<pid>\d+) +(?P<call>\w+)\((?P<rest>.*)$")
RESUMED = re.compile(r"(?P<pid>\d+) +<\.\.\. (?P<call>\w+) resumed>(?P<rest>.*)$")
WRITTEN = re.compile(r'\d+<(?P<path>[^>]*)>, (?P<data>"(?:[^"\\]|\\.)*"), \d+, (?P<offset>\d+)')
ANSWERED = re.compile(
    r'\\"re\\":\\"(?P<ref>[\w-]+)\\",\\"ok\\":true,\\"id\\":\\"(?P<id>[\w-]+)\\",\\"rev\\":(?P<rev>\d+)'
)
FILE = re.compile(r"\d+<(?P<path>[^>]*)>")
RESULT = re.compile(r"= (?P<result>-?\d+)")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: `write`, `truncate`, `sync` or `unlink` of a file by its name; `answer` to a message by its
    ref, with its id, and its rev in `offset`."""

    kind: str
    name: str = ""
    offset: int = 0
    data: bytes = b""
    id: str = ""


def traced(data: Path, trace: Path, **settings: str) -> Under:
    """A server whose calls are written to `trace`; the tracer is a process of its own, so signals reach the server."""
    strace = ("strace", "-D", "-f", "--seccomp-bpf", "-qq", "-y", "-s", str(STRING_BYTES))
    return Under(data, *strace, "-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(trace), **settings)


def events_of(trace: Path, data: Path) -> Iterator[Event]:
    """The events about the database of `data`, in the order in which they happened.

    A write, an answer or a removal counts from when it was begun; a sync only once it is done.
    """
    begun: dict[str, tuple[str, str]] = {}
    with trace.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            if found := RESUMED.match(line):
                call, arguments = begun.pop(found["pid"], (found["call"], ""))
                yield from when_done(call, arguments, found["rest"], data)
            elif found := CALL.match(line):
                call, rest = found["call"], found["rest"]
                yield from when_begun(call, rest, data)
                if rest.endswith("<unfinished ...>"):
                    begun[found["pid"]] = call, rest
                else:
                    yield from when_done(call, rest, rest.rpartition(")")[2], data)


def when_begun(call: str, arguments: str, data: Path) -> Iterator[Event]:
    if call == "pwrite64" and (found := WRITTEN.match(arguments)) and (name := name_in(data, found["path"])):
        yield Event("write", name, int(found["offset"]), ast.literal_eval("b" + found["data"]))
    elif call in ("write", "writev", "sendto", "sendmsg") and '\\"re\\"' in arguments:
        for answer in ANSWERED.finditer(arguments):
            yield Event("answer", answer["ref"], int(answer["rev"]), id=answer["id"])
    elif call == "ftruncate" and (found := FILE.match(arguments)) and (name := name_in(data, found["path"])):
        yield Event("truncate", name, int(arguments[found.end() :].strip(", ").partition(")")[0].split()[0]))
    elif call in ("unlink", "unlinkat") and (found := re.search(r'"([^"]+)"', arguments)):
        if name := name_in(data, found[1]):
            yield Event("unlink", name)
    elif call in ("pwritev", "rename") and str(data / "porchlight.sqlite3") in arguments:
        raise AssertionError(f"The database is written in a way that is not understood here: {call}")


def when_done(call: str, arguments: str, rest: str, data: Path) -> Iterator[Event]:
    result = RESULT.search(rest)
    if result is None or int(result["result"]) < 0:
        return
    if call in ("fsync", "fdatasync") and (found := FILE.match(arguments)):
        if found["path"] == str(data):
            yield Event("sync", FOLDER)
        elif name := name_in(data, found["path"]):
            yield Event("sync", name)


def name_in(data: Path, path: str) -> str:
    """The name of a file of the database; empty for any other, and for the one that is made anew when it is opened."""
    name = path.removeprefix(f"{data}/")
    return name if name.startswith("porchlight.sqlite3") and not name.endswith("-shm") and "/" not in name else ""


def ended(trace: Path) -> None:
    """Waits until the tracer has written everything down."""
    until, size = time.monotonic() + END_SECONDS, -1
    while time.monotonic() < until and size != trace.stat().st_size:
        size = trace.stat().st_size
        time.sleep(0.2)
