"""Style sheets, scripts and pictures. Their addresses change with their contents, so that browsers may keep them."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

__all__ = ["WEB", "asset", "routes"]

WEB = Path(__file__).parents[2] / "web"
STATIC = WEB / "static"
A_YEAR = "public, max-age=31536000, immutable"


@cache
def version() -> str:
    """One mark for all files together: modules that import each other by relative address then change together."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(STATIC).as_posix().encode() + path.read_bytes())
    return "v-" + digest.hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a file below web/static."""
    return f"/static/{version()}/{name}"


class Assets(StaticFiles):
    """The files below web/static, with or without the version before their name."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        mark, _, name = path.replace("\\", "/").partition("/")
        versioned = mark == version()
        response = await super().get_response(name if versioned else path, scope)
        if versioned and response.status_code == 200:
            response.headers["Cache-Control"] = A_YEAR
        return response

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-cache")
        return response


routes = [Mount("/static", Assets(directory=STATIC, check_dir=False), name="static")]
