"""`porchlight doctor`: what is right and what is wrong with this installation, in sentences."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import click

from server.addresses import is_loopback
from server.commands.common import chosen, data_option
from server.directory import in_use
from server.settings import Settings
from server.storage.migrate import head
from server.storage.places import backend_of, copies, database_file, ledger_file, secrets_folder
from server.storage.soundness import damage_in, found_schema, library, resets_carelessly

__all__ = ["doctor"]

LEAST_FREE = 0.10
GOOD, KNOW, MEND = "good", "know", "mend"


@dataclass(frozen=True)
class Finding:
    """A sentence, and what it asks of the operator: nothing, to know it, or to mend something."""

    weight: str
    sentence: str


@click.command()
@data_option
def doctor(data: Path | None) -> None:
    """Say what is right and what is wrong here; exits with 1 when something needs mending."""
    settings = chosen(data=data)
    findings = list(examined(settings))
    for finding in findings:
        click.echo(f"{finding.weight}  {finding.sentence}")
    sys.exit(any(finding.weight == MEND for finding in findings))


def examined(settings: Settings) -> Iterator[Finding]:
    """Everything that is looked at, in the order in which it is told."""
    yield from of_address(settings)
    if not settings.data.is_dir():
        yield Finding(MEND, f"There is no folder {settings.data}. Name the right one with --data, or start the server.")
        return
    yield of_disk(settings.data)
    yield from of_permissions(settings.data)
    yield of_lock(settings.data)
    if settings.database_url:
        yield Finding(KNOW, "The group is kept in PostgreSQL: its disk, its backups and its upgrades are its own.")
    else:
        yield of_library()
    if not settings.database_url and not database_file(settings.data).is_file():
        yield Finding(
            MEND, f"There is no group in the folder {settings.data} yet. The first start of the server makes one."
        )
        return
    damage = "" if settings.database_url else damage_in(database_file(settings.data))
    if damage:
        yield Finding(MEND, f"The database is damaged: {damage}. Stop the server and restore the last backup.")
        return
    if not settings.database_url:
        yield Finding(GOOD, "Every page of the database is sound.")
    yield of_schema(settings)


def of_address(settings: Settings) -> Iterator[Finding]:
    """Whether members can type PORCHLIGHT_URL, and whether what they say travels safely."""
    url = settings.url
    inside = is_loopback(f"http://{bracketed(settings.host)}") and settings.host not in ("0.0.0.0", "::")  # noqa: S104
    if not url and inside:
        yield Finding(KNOW, "PORCHLIGHT_URL is empty: links and QR codes lead to whatever address a browser came by.")
    elif not url:
        yield Finding(
            MEND, "The server listens to other machines, but PORCHLIGHT_URL is empty. Set it to what members type."
        )
    elif is_loopback(url):
        yield Finding(
            MEND, f"PORCHLIGHT_URL is {url}, which means another machine on every phone. Set it to what members type."
        )
    elif url.startswith("https:"):
        yield Finding(GOOD, f"Members come by {url}, encrypted.")
    elif at_home(url):
        yield Finding(KNOW, f"Members come by {url}, unencrypted: whoever shares that network can read along.")
    else:
        yield Finding(
            MEND, f"Members come by {url}, unencrypted: anybody on the way can read along. Put it behind https."
        )


def bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def at_home(url: str) -> bool:
    """Whether an address is one of a network at home, where no certificate can be had."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".lan", ".internal", ".home.arpa"))


def of_disk(data: Path) -> Finding:
    usage = shutil.disk_usage(data)
    share = usage.free / usage.total
    free = f"{usage.free / 1e9:.1f} GB of the disk are free, {share:.0%}."
    if share < LEAST_FREE:
        return Finding(MEND, f"{free} On a full disk nothing that is said can be kept. Make room.")
    return Finding(GOOD, free)


def of_permissions(data: Path) -> Iterator[Finding]:
    """Whether nobody else on this machine can read what was said."""
    secret = [path for path in secrets_folder(data).glob("*") if path.is_file()]
    private = [data, secrets_folder(data), *secret, database_file(data), ledger_file(data), *copies(data)]
    open_to_others = [path for path in private if path.exists() and path.stat().st_mode & 0o077]
    # In a folder that is closed to others, so is everything.
    if open_to_others and data in open_to_others:
        for path in open_to_others:
            mode = "700" if path.is_dir() else "600"
            yield Finding(MEND, f"Others on this machine can open {path}. Close it to them: chmod {mode} {path}")
    else:
        yield Finding(GOOD, "Nobody else on this machine can read what was said, but its administrators.")


def of_lock(data: Path) -> Finding:
    if in_use(data):
        return Finding(GOOD, "A server is running on this folder.")
    return Finding(KNOW, "No server is running on this folder.")


def of_library() -> Finding:
    version = ".".join(map(str, library()))
    if resets_carelessly(library()):
        return Finding(
            KNOW,
            f"SQLite {version} can lose what was kept when two connections reset its log at once. Porchlight writes "
            "and resets over one connection, so nothing is lost while no other program writes to the file: do not use "
            "Litestream or the like before SQLite 3.51.3.",
        )
    return Finding(GOOD, f"SQLite {version} is sound.")


def of_schema(settings: Settings) -> Finding:
    backend = backend_of(settings.data, settings.database_url)
    try:
        found = found_schema(backend)
    except backend.troubles as trouble:
        return Finding(
            MEND, f"The database cannot be opened ({type(trouble).__name__}). Is it running, and yours to read?"
        )
    finally:
        backend.close()
    if found is None:
        return Finding(MEND, "The database is empty. The first start of the server fills it.")
    if found > head():
        return Finding(
            MEND, f"The data is of a newer Porchlight (schema {found}; this one knows {head()}). Install that one."
        )
    if found < head():
        return Finding(KNOW, f"The data has schema {found}; the next start brings it to {head()}, and keeps a copy.")
    return Finding(GOOD, f"The data has schema {found}, the newest.")
