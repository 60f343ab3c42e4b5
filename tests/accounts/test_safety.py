"""Nothing that another site sends changes anything, and every answer takes dangerous powers from the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from tests.accounts.browsing import AT, Browser
from tests.cast import Cast

HEADERS = (
    "content-security-policy", "x-content-type-options", "x-frame-options", "cross-origin-opener-policy",
    "cross-origin-resource-policy", "referrer-policy", "permissions-policy", "cache-control",
)  # fmt: skip


def origins() -> Iterator[str]:
    """Two hundred that are not ours, however much they look like it."""
    yield from (
        "null",
        "",
        "http://",
        "https://porch.test",
        "http://PORCH.test",
        "http://porch.test.",
        "http://porch.test/",
    )
    yield from (f"http://porch.test:{port}" for port in (80, 81, 443, 8000, 8080, 65535))
    names = (
        "evil",
        "porch",
        "xn--prch-5qa",
        "pörch",
        "p0rch",
        "a.porch",
        "porch.test.evil",
        "porchtest",
        "localhost",
        "127.0.0.1",
    )
    for name in names:
        for top in ("test", "test.", "tesT", "example", "test.example", "test:80"):
            yield from (f"{scheme}://{name}.{top}" for scheme in ("http", "https", "ws"))
    yield from (
        f"http://porch.test{end}" for end in ("@evil.test", "#", "?", "%2e", " ", "\\", ",http://porch.test", ";")
    )


ORIGINS = sorted({origin for origin in origins() if origin != AT})


def paths(app: Starlette, method: str) -> list[str]:
    found = []
    for route in app.routes:
        if isinstance(route, Route) and method in (route.methods or ()):
            found.append(route.path.replace("{path:path}", "x").replace("{", "").replace("}", ""))
        assert not isinstance(route, Mount)
    return found


async def test_two_hundred_other_origins_are_refused(
    app: Starlette, cast: Cast, browser: Callable[..., Browser]
) -> None:
    assert len(ORIGINS) >= 190
    ana = browser(cast.ana)
    for origin in ORIGINS:
        try:
            answer = await ana.client.post(
                "/me/typing", headers={b"Origin": origin.encode()}, data={"shows_typing": "yes"}
            )
        except ValueError:
            continue
        assert answer.status_code == 403, origin
    assert not (await app.state.house.store.members.get(cast.ana.id)).shows_typing


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Origin": "https://evil.test"},
    ],
)
async def test_no_form_of_another_site_reaches_any_page(
    headers: dict[str, str], app: Starlette, cast: Cast, browser: Callable[..., Browser]
) -> None:
    sol = browser(cast.sol)
    addresses = paths(app, "POST")
    assert len(addresses) > 25
    for address in addresses:
        assert (await sol.client.post(address, headers=headers)).status_code == 403, address


@pytest.mark.parametrize("headers", [{"Origin": AT}, {"Sec-Fetch-Site": "same-origin"}, {}])
async def test_our_own_forms_and_programs_are_let_through(
    headers: dict[str, str], cast: Cast, browser: Callable[..., Browser]
) -> None:
    answer = await browser(cast.ana).client.post("/me/typing", headers=headers, data={"shows_typing": "yes"})
    assert answer.status_code == 200


async def test_every_answer_has_every_header(app: Starlette, cast: Cast, browser: Callable[..., Browser]) -> None:
    for somebody in (cast.sol, None):
        visitor = browser(somebody)
        visitor.client.follow_redirects = False
        for address in [*paths(app, "GET"), "/nowhere"]:
            answer = await visitor.client.get(address)
            assert answer.status_code < 500 or address == "/ready", address
            for header in HEADERS:
                assert header in answer.headers, (address, header)


async def test_a_page_about_our_own_fault_has_them_too(app: Starlette) -> None:
    async def breaks(_request: Request) -> Response:
        raise RuntimeError("for nobody to read")

    app.router.routes.append(Route("/breaks", breaks))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=AT) as client:
        answer = await client.get("/breaks")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert "for nobody to read" not in answer.text
    assert not set(HEADERS) - set(answer.headers)


async def test_the_policy_of_a_page_lets_nothing_in_from_elsewhere(browser: Callable[..., Browser]) -> None:
    policy = (await browser().open("/")).headers["content-security-policy"]
    for directive in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
        assert directive in policy
    for weak in ("unsafe", "*", "https:", "blob:"):
        assert weak not in policy


async def test_a_host_header_cannot_write_into_the_policy(browser: Callable[..., Browser]) -> None:
    answer = await browser().client.get("/", headers={"Host": "porch.test; script-src *"})
    assert "script-src *" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"country":"IE"}'),
        ("multipart/form-data; boundary=x", b"--x--"),
        ("application/x-www-form-urlencoded", b"country=%ff%fe"),
        ("application/x-www-form-urlencoded", b"country"),
        ("application/x-www-form-urlencoded", b"\xff=1"),
        ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(500))),
        ("application/x-www-form-urlencoded", b"country=" + b"I" * 200_000),
    ],
)
async def test_a_form_that_none_of_our_pages_sends_changes_nothing(
    kind: str, body: bytes, app: Starlette, cast: Cast, browser: Callable[..., Browser]
) -> None:
    headers: dict[str, Any] = {"Content-Type": kind, "Origin": AT}
    answer = await browser(cast.ana).client.post("/me/country", content=body, headers=headers)
    assert answer.status_code == 400
    assert "form" in answer.text
    assert (await app.state.house.store.members.get(cast.ana.id)).country == "GB"
