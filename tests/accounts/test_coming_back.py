"""Six words, one-time links and sessions."""

from __future__ import annotations

import pytest

from server.accounts import DAY, Accounts, hashed
from server.clock import now_ms
from server.errors import Code, Refused
from server.recovery import ONE_NAME, Tries, recovery_words, word_list
from server.storage.steward import put
from tests.accounts.begun import begin


async def test_ana_comes_back_with_her_name_and_six_words(accounts: Accounts) -> None:
    begun = await begin(accounts)
    joined = await accounts.join(begun.invitation, "Ana", "GB")
    words = accounts.fresh_words(joined.member)
    assert len(words) == 6
    assert await accounts.come_back(" ana ", ", ".join(words).upper()) == joined.member


async def test_words_are_shown_until_their_owner_has_them(accounts: Accounts) -> None:
    begun = await begin(accounts)
    joined = await accounts.join(begun.invitation, "Ana", "GB")
    accounts.shown.forget(joined.member, "words")
    assert accounts.fresh_words(joined.member) == ()


async def test_a_wrong_word_and_a_wrong_name_get_the_same_answer(accounts: Accounts) -> None:
    await begin(accounts)
    answers = set()
    for name in ("Sol", "Nobody Here"):
        with pytest.raises(Refused) as refusal:
            await accounts.come_back(name, "apple apple apple apple apple apple")
        answers.add((refusal.value.code, refusal.value.text))
    assert len(answers) == 1


async def test_after_five_wrong_tries_even_the_right_words_wait(accounts: Accounts) -> None:
    begun = await begin(accounts)
    joined = await accounts.join(begun.invitation, "Ana", "GB")
    words = " ".join(accounts.fresh_words(joined.member))
    for _ in range(int(ONE_NAME.burst)):
        with pytest.raises(Refused):
            await accounts.come_back("Ana", "six wrong words are not hers")
    with pytest.raises(Refused) as refusal:
        await accounts.come_back("Ana", words)
    assert refusal.value.code is Code.RATE_LIMITED


async def test_new_words_replace_the_old_ones(accounts: Accounts) -> None:
    begun = await begin(accounts)
    joined = await accounts.join(begun.invitation, "Ana", "GB")
    old = " ".join(accounts.fresh_words(joined.member))
    await accounts.new_words(joined.member)
    new = " ".join(accounts.fresh_words(joined.member))
    assert await accounts.come_back("Ana", new) == joined.member
    with pytest.raises(Refused):
        await accounts.come_back("Ana", old)


async def test_a_return_link_works_once_and_replaces_the_one_before(accounts: Accounts) -> None:
    begun = await begin(accounts)
    first = await accounts.return_token(begun.sol, begun.sol, begun.room)
    second = await accounts.return_token(begun.sol, begun.sol, begun.room)
    assert await accounts.take_return(first, "UTC") is None
    came = await accounts.take_return(second, "UTC")
    assert came is not None
    assert came.member == begun.sol
    assert await accounts.take_return(second, "UTC") is None


async def test_who_comes_back_by_a_link_is_told_in_each_of_their_rooms(accounts: Accounts) -> None:
    begun = await begin(accounts)
    ana = (await accounts.join(begun.invitation, "Ana", "GB")).member
    came = await accounts.take_return(await accounts.return_token(ana, begun.sol, begun.room), "Europe/London")
    assert came is not None
    (notice,) = came.notices
    assert (notice.member, notice.room) == (ana, begun.room)
    assert notice.text.startswith("Somebody signed in as you with a return link made by Sol, on ")
    assert "Not you? End that session on your page" in notice.text


async def test_a_link_from_the_command_line_says_where_it_was_made(accounts: Accounts) -> None:
    begun = await begin(accounts)
    await accounts.store.database.write(lambda connection: put(connection, hashed("made"), now_ms(), now_ms() + DAY))
    came = await accounts.take_return("made", "UTC")
    assert came is not None
    assert came.member == begun.sol
    assert "made on the server itself" in came.notices[0].text


async def test_a_banned_member_is_signed_out_and_stays_out(accounts: Accounts) -> None:
    begun = await begin(accounts)
    joined = await accounts.join(begun.invitation, "Ana", "GB")
    words = " ".join(accounts.fresh_words(joined.member))
    token = await accounts.sign_in(joined.member)
    await accounts.store.members.ban(joined.member, begun.sol, "again and again", now_ms())
    assert await accounts.who(token) is None
    with pytest.raises(Refused):
        await accounts.come_back("Ana", words)
    assert await accounts.who(await accounts.sign_in(joined.member)) is None


async def test_signing_in_again_ends_the_session_the_browser_had(accounts: Accounts) -> None:
    begun = await begin(accounts)
    before = await accounts.sign_in(begun.sol)
    who = await accounts.who(before)
    after = await accounts.sign_in(begun.sol, who)
    assert await accounts.who(before) is None
    assert await accounts.who(after) is not None


async def test_an_endless_or_empty_token_is_nobody(accounts: Accounts) -> None:
    await begin(accounts)
    for token in (None, "", "x" * 5000, "first-invitation"):
        assert await accounts.who(token) is None


async def test_the_setup_link_works_until_the_group_is_set_up(accounts: Accounts) -> None:
    assert not await accounts.has_setup_token("setup-token")
    await accounts.store.group.expect_setup(hashed("setup-token"))
    assert await accounts.has_setup_token("setup-token")
    await begin(accounts)
    assert not await accounts.has_setup_token("setup-token")
    assert not await accounts.store.group.expect_setup(hashed("another"))


def test_six_words_are_more_than_sixty_random_bits() -> None:
    assert len(set(word_list())) == len(word_list()) >= 2048
    assert len(recovery_words()) == 6
    assert all(word.isalpha() and word.islower() and len(word) <= 9 for word in word_list())


def test_tries_come_back_with_time() -> None:
    tries = Tries()
    assert [tries.take("ana", 0.0) for _ in range(6)] == [True] * 5 + [False]
    assert tries.take("ben", 0.0)
    assert tries.take("ana", 181.0)
