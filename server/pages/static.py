"""The files a browser receives as they are. Their address carries a fingerprint of all of them together, so that one
module may name another beside it, a browser keeps them for a year, and a new version is never mixed with an old one.
"""

from __future__ import annotations

import hashlib
import mimetypes
from functools import cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

__all__ = ["STATIC", "asset", "routes"]

STATIC = Path(__file__).parents[2] / "web" / "static"
KEPT = "public, max-age=31536000, immutable"
ASKED_AGAIN = "no-cache"
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}


def asset(path: str) -> str:
    """The address of a static file, `asset("js/room.js")`."""
    return f"/static/{fingerprint()}/{path}"


@cache
def fingerprint() -> str:
    """One short name for everything under static, as it was when the server started."""
    digest = hashlib.sha256()
    for path, file in files().items():
        digest.update(path.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


@cache
def files() -> dict[str, Path]:
    """Every file there is, by its path. What is not in here does not exist, however the path is written."""
    return {file.relative_to(STATIC).as_posix(): file for file in sorted(STATIC.rglob("*")) if file.is_file()}


async def static(request: Request) -> Response:
    """A file, kept for a year under its present fingerprint and asked for again under any other."""
    file = files().get(request.path_params["path"])
    if file is None:
        raise HTTPException(404)
    kept = KEPT if request.path_params["fingerprint"] == fingerprint() else ASKED_AGAIN
    kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return FileResponse(file, media_type=kind, headers={"Cache-Control": kept})


async def favicon(_request: Request) -> Response:
    """What browsers ask for unasked."""
    return FileResponse(STATIC / "favicon.svg", media_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"})


routes = [
    Route("/static/{fingerprint}/{path:path}", static),
    Route("/favicon.ico", favicon),
]
