"""Invitations expire, can be counted and taken back, and are kept only as a hash."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from server.accounts import DAY, Accounts, hashed
from server.clock import now_ms
from server.errors import Missing, Refused
from server.names import skeleton
from tests.accounts.begun import begin


async def redeem(accounts: Accounts, token: str, name: str, now: int | None = None) -> object:
    return await accounts.store.invitations.redeem(hashed(token), name, skeleton(name), "GB", "", now or now_ms())


async def test_of_a_thousand_who_use_a_single_use_invitation_at_once_one_gets_in(accounts: Accounts) -> None:
    begun = await begin(accounts)
    token = await accounts.invite(begun.room, begun.sol, uses=1, days=7)
    came = await asyncio.gather(
        *(redeem(accounts, token, f"Guest {name(n)}") for n in range(1000)), return_exceptions=True
    )
    assert sum(not isinstance(each, Exception) for each in came) == 1
    assert {type(each) for each in came if isinstance(each, Exception)} == {Missing}
    assert len(await accounts.store.members.everybody()) == 2


def name(number: int) -> str:
    return "".join("bcdfhjkmpq"[int(digit)] + "a" for digit in str(number))


async def test_an_invitation_that_has_run_out_lets_nobody_in(accounts: Accounts) -> None:
    begun = await begin(accounts)
    token = await accounts.invite(begun.room, begun.sol, uses=5, days=1)
    with pytest.raises(Missing):
        await redeem(accounts, token, "Ana", now_ms() + DAY + 1)


async def test_an_invitation_that_was_taken_back_lets_nobody_in(accounts: Accounts) -> None:
    begun = await begin(accounts)
    token = await accounts.invite(begun.room, begun.sol, uses=5, days=1)
    made = await accounts.store.invitations.find(hashed(token))
    assert made is not None
    await accounts.store.invitations.revoke(begun.room, made.id, begun.sol, now_ms())
    with pytest.raises(Missing):
        await redeem(accounts, token, "Ana")


async def test_a_taken_nickname_does_not_use_the_invitation_up(accounts: Accounts) -> None:
    begun = await begin(accounts)
    token = await accounts.invite(begun.room, begun.sol, uses=1, days=7)
    with pytest.raises(Refused, match="looks like"):
        await redeem(accounts, token, "S0l")
    await redeem(accounts, token, "Ana")


async def test_a_member_who_opens_an_invitation_again_uses_nothing_up(accounts: Accounts) -> None:
    begun = await begin(accounts)
    joined = await accounts.join(begun.invitation, "Ana", "GB")
    for _ in range(3):
        assert await accounts.store.invitations.join(hashed(begun.invitation), joined.member, now_ms()) == begun.room
    made = await accounts.store.invitations.find(hashed(begun.invitation))
    assert made is not None
    assert (made.used, made.uses_left) == (1, 19)


async def test_an_invitation_brings_back_a_member_who_left(accounts: Accounts) -> None:
    begun = await begin(accounts)
    joined = await accounts.join(begun.invitation, "Ana", "GB")
    await accounts.store.members.leave(joined.member, begun.room, now_ms())
    await accounts.store.invitations.join(hashed(begun.invitation), joined.member, now_ms())
    again = await accounts.store.invitations.join(hashed(begun.invitation), joined.member, now_ms())
    assert again == begun.room


@pytest.mark.parametrize("store", ["SQLite"], indirect=True)  # it looks into files; the rows are the same in PostgreSQL
async def test_no_token_stands_in_the_database(accounts: Accounts, tmp_path: Path) -> None:
    begun = await begin(accounts)
    tokens = [
        await accounts.invite(begun.room, begun.sol, uses=1, days=7),
        await accounts.sign_in(begun.sol),
        await accounts.return_token(begun.sol, begun.sol, begun.room),
    ]
    accounts.store.close()
    assert not [token for token in tokens for content in files_in(tmp_path) if token.encode() in content]


def files_in(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.iterdir() if path.is_file()]
