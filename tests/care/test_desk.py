"""The desk: what facilitators find there, what they can do with a form, and to whom it does not exist."""

from __future__ import annotations

import re

import pytest

from server import protocol as ask
from server.clock import now_ms
from server.errors import Refused
from server.records import MemberId, Role, RoomId
from tests.care.porch import Porch, words
from tests.cast import CIRCLE, ROOM, Cast

pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=<...>':DeprecationWarning")


async def test_the_desk_is_not_there_for_members_outsiders_or_who_is_signed_out(porch: Porch, cast: Cast) -> None:
    for person in (cast.ana, cast.ben, cast.oz, None):
        for path in ("/desk", "/desk/record", f"/desk/{ROOM}/people/{cast.ben.id}"):
            assert (await porch.get(path, person)).status_code == 404


async def test_a_member_who_sends_the_desks_forms_changes_nothing(porch: Porch, cast: Cast) -> None:
    message = await porch.says(cast.ana, "hello all")
    for person in (cast.ben, cast.oz, None):
        answer = await porch.post(f"/desk/{ROOM}/hide", person, id=message, reason="no")
        assert answer.status_code == 404

    assert words(await porch.get("/desk/record", cast.fay)).count("took down") == 0


async def test_fay_sees_only_the_rooms_she_facilitates(porch: Porch, cast: Cast) -> None:
    page = words(await porch.get("/desk", cast.fay))

    assert "Tuesday" in page
    assert "Elsewhere" not in page
    assert (await porch.post("/desk/elsewhere/release", cast.fay, id="x")).status_code == 404


async def test_fay_takes_an_alert_and_femi_sees_that_she_is_on_it(porch: Porch, cast: Cast) -> None:
    alert = await porch.worries(cast.ana)
    assert "Ana may need support." in words(await porch.get("/desk", cast.femi))

    answer = await porch.post(f"/desk/{ROOM}/claim", cast.fay, alert=alert.id, person=cast.ana.id)

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/desk/{ROOM}/people/{cast.ana.id}"
    assert "Fay is on it." in words(await porch.get("/desk", cast.femi))


async def test_who_comes_second_is_told_so_and_nothing_is_taken_over(porch: Porch, cast: Cast) -> None:
    alert = await porch.worries(cast.ana)
    await porch.post(f"/desk/{ROOM}/claim", cast.fay, alert=alert.id)

    answer = await porch.post(f"/desk/{ROOM}/claim", cast.femi, alert=alert.id)

    assert answer.status_code == 409
    assert "Fay is already looking after this." in words(answer)


async def test_an_alert_comes_with_the_five_steps_and_the_lines_of_their_own_country(porch: Porch, cast: Cast) -> None:
    await porch.worries(cast.ana)

    page = words(await porch.get(f"/desk/{ROOM}/people/{cast.ana.id}", cast.fay))

    assert "Write to them alone, now." in page
    assert "Offer Samaritans" in page
    assert "They have been shown help for their country: United Kingdom." in page
    assert "What they wrote was not kept" in page


async def test_a_facilitator_does_not_read_an_alert_about_herself(porch: Porch, cast: Cast) -> None:
    await porch.worries(cast.fay)

    assert "may need support" not in words(await porch.get("/desk", cast.fay))
    assert (await porch.get(f"/desk/{ROOM}/people/{cast.fay.id}", cast.fay)).status_code == 404
    assert "Fay may need support." in words(await porch.get("/desk", cast.femi))


async def test_an_alert_is_closed_with_what_came_of_it(porch: Porch, cast: Cast) -> None:
    alert = await porch.worries(cast.ana)

    empty = await porch.post(f"/desk/{ROOM}/settle", cast.fay, alert=alert.id, outcome="  ")
    assert empty.status_code == 400
    answer = await porch.post(
        f"/desk/{ROOM}/settle", cast.fay, alert=alert.id, choice="talked", outcome="Call at nine."
    )

    assert answer.status_code == 303
    assert "may need support" not in words(await porch.get("/desk", cast.fay))
    record = words(await porch.get("/desk/record", cast.femi))
    assert "Fay closed an alert about Ana: We talked. Safe for now. Call at nine." in record


async def test_an_alert_about_somebody_who_was_removed_can_still_be_closed(porch: Porch, cast: Cast) -> None:
    alert = await porch.worries(cast.ana)
    await porch.does(cast.fay, ask.Remove, member=cast.ana.id, reason="As she asked")

    page = words(await porch.get(f"/desk/{ROOM}/people/{cast.ana.id}", cast.fay))
    assert "They are not in this room any more." in page
    assert "Write to Ana" not in page
    await porch.post(f"/desk/{ROOM}/settle", cast.fay, alert=alert.id, choice="no-answer")

    assert "Ana may need support." not in words(await porch.get("/desk", cast.fay))


async def test_fay_writes_to_ana_in_an_aside_and_ana_can_answer(porch: Porch, cast: Cast) -> None:
    answer = await porch.post(f"/desk/{ROOM}/people/{cast.ana.id}", cast.fay, text="I'd like to check on you.")
    assert answer.status_code == 303
    await porch.does(cast.ana, ask.Aside, text="Thank you for asking")

    page = words(await porch.get(f"/desk/{ROOM}/people/{cast.ana.id}", cast.femi))
    assert page.index("I&#39;d like to check on you.") < page.index("Thank you for asking")
    assert "Ana waits for an answer" in words(await porch.get("/desk", cast.femi))


async def test_a_line_that_is_too_long_or_empty_is_not_sent(porch: Porch, cast: Cast) -> None:
    for text in ("", "x" * 4001):
        answer = await porch.post(f"/desk/{ROOM}/people/{cast.ana.id}", cast.fay, text=text)
        assert answer.status_code == 400

    assert "Nothing has been said here yet." in words(await porch.get(f"/desk/{ROOM}/people/{cast.ana.id}", cast.fay))


async def test_a_held_message_is_read_and_shown_to_the_room(porch: Porch, cast: Cast) -> None:
    message = await porch.says(cast.ana, "my cat came home")
    await porch.does(cast.femi, ask.Hold, id=message)
    assert "my cat came home" in words(await porch.get("/desk", cast.fay))

    answer = await porch.post(f"/desk/{ROOM}/release", cast.fay, id=message)

    assert answer.status_code == 303
    assert "my cat came home" not in words(await porch.get("/desk", cast.fay))
    assert "Fay released a message of Ana" in words(await porch.get("/desk/record", cast.fay))


async def test_a_held_message_is_declined_with_a_reason_its_author_is_told(porch: Porch, cast: Cast) -> None:
    message = await porch.says(cast.ana, "my cat came home")
    await porch.does(cast.femi, ask.Hold, id=message)

    without = await porch.post(f"/desk/{ROOM}/decline", cast.fay, id=message, reason="")
    assert without.status_code == 400
    await porch.post(f"/desk/{ROOM}/decline", cast.fay, id=message, reason="Names a street")

    entered = await porch.does(cast.ana, ask.Enter)
    assert "Why: Names a street." in entered["mine"]["notices"][0]["text"]
    assert "my cat" not in words(await porch.get("/desk/record", cast.fay))


async def test_a_message_released_twice_says_that_it_is_not_waiting(porch: Porch, cast: Cast) -> None:
    message = await porch.says(cast.ana, "my cat came home")

    answer = await porch.post(f"/desk/{ROOM}/release", cast.fay, id=message)

    assert answer.status_code == 409
    assert "not waiting" in words(answer)


async def test_a_report_names_the_rule_and_the_message_and_is_closed(porch: Porch, cast: Cast) -> None:
    message = await porch.says(cast.ben, "the bus was late again today")
    reported = await porch.does(cast.ana, ask.MakeReport, id=message, rule="kind", text="It stung.")

    page = words(await porch.get("/desk", cast.fay))
    assert "Ana reported a message." in page
    assert "Different is fine, unkind is not." in page
    assert "It stung." in page
    assert "the bus was late again today" in page

    await porch.post(f"/desk/{ROOM}/hide", cast.fay, id=message, reason="Unkind")
    assert "It is taken down already." in words(await porch.get("/desk", cast.fay))
    await porch.post(f"/desk/{ROOM}/settle", cast.fay, alert=reported["id"], outcome="Talked with Ben")
    assert "Ana reported" not in words(await porch.get("/desk", cast.fay))


async def test_a_report_names_who_wrote_it_also_once_it_was_taken_back(porch: Porch, cast: Cast) -> None:
    message = await porch.says(cast.ben, "the bus was late again today")
    await porch.does(cast.ana, ask.MakeReport, id=message, rule="kind", text="It stung.")
    await porch.does(cast.ben, ask.Retract, id=message)

    page = await porch.get("/desk", cast.fay)

    assert "Ben" in words(page).partition("Ana reported a message.")[2].partition("Close the report")[0]
    assert f'href="/desk/{ROOM}/people/{cast.ben.id}"' in page.text


async def test_the_record_says_for_how_long_and_to_what(porch: Porch, cast: Cast) -> None:
    await porch.does(cast.fay, ask.Mute, member=cast.ana.id, minutes=10, reason="Advice nobody asked for")
    await porch.does(cast.fay, ask.Slow, seconds=30)
    await porch.does(cast.fay, ask.Slow, seconds=0)
    await porch.does(cast.fay, ask.Pause, minutes=120)
    await porch.does(cast.fay, ask.Ban, member=cast.ben.id, minutes=1440, reason="Again and again")

    page = await porch.get("/desk/record", cast.fay)

    for said in (
        "Fay muted Ana: for 10 minutes. Advice nobody asked for",
        "Fay changed the pace of the room: one message every 30 seconds",
        "Fay changed the pace of the room: as fast as people write",
        "Fay paused the room: for 2 hours",
        "Fay barred Ben from the room: for 1 day. Again and again",
    ):
        assert said in words(page), said
    assert page.text.count('data-form="moment"') == 5
    assert not re.search(r"\d:\d\d:\d\d", words(page)), "nobody needs the seconds"


async def test_a_bar_is_told_with_its_day_and_without_seconds(porch: Porch, cast: Cast) -> None:
    await porch.does(cast.fay, ask.Ban, member=cast.ben.id, minutes=3 * 1440, reason="Again and again")

    kept = await porch.house.store.export.of_member(MemberId(cast.ben.id))
    (told,) = (line["text"] for line in kept if line["what"] == "notice")

    assert re.search(r"until \w+ \d+, \d{4}, \d+:\d\d\s[AP]M\. Why", told), told


async def test_a_facilitator_is_not_told_who_reported_her(porch: Porch, cast: Cast) -> None:
    message = await porch.says(cast.fay, "the bus was late again today")
    await porch.does(cast.ana, ask.MakeReport, id=message)

    assert "Ana reported" not in words(await porch.get("/desk", cast.fay))
    assert "Ana reported" in words(await porch.get("/desk", cast.femi))


async def test_taking_the_message_back_does_not_tell_a_facilitator_who_reported_her(porch: Porch, cast: Cast) -> None:
    message = await porch.says(cast.fay, "the bus was late again today")
    report = await porch.does(cast.ana, ask.MakeReport, id=message)
    await porch.does(cast.fay, ask.Retract, id=message)

    assert "Ana reported" not in words(await porch.get("/desk", cast.fay))
    assert (await porch.does(cast.fay, ask.Enter))["mine"]["reports"] == []
    with pytest.raises(Refused, match="no such report"):
        await porch.does(cast.fay, ask.Settle, alert=report["id"], outcome="nothing to see")
    assert "Ana reported" in words(await porch.get("/desk", cast.femi))


async def test_the_desk_survives_a_report_about_a_message_that_was_taken_back(porch: Porch, cast: Cast) -> None:
    message = await porch.says(cast.ben, "the bus was late again today")
    await porch.does(cast.ana, ask.MakeReport, id=message)
    await porch.does(cast.ben, ask.Retract, id=message)

    assert "A message of Ben. It is not there any more." in words(await porch.get("/desk", cast.fay))


async def test_a_mute_and_a_ban_end_early_from_the_desk(porch: Porch, cast: Cast) -> None:
    await porch.does(cast.fay, ask.Mute, member=cast.ana.id, minutes=30, reason="A breather")
    await porch.does(cast.fay, ask.Ban, member=cast.ben.id, reason="Again and again")
    page = words(await porch.get("/desk", cast.femi))
    assert "A breather" in page
    assert "barred until somebody undoes it. Again and again" in page

    await porch.post(f"/desk/{ROOM}/unmute", cast.femi, member=cast.ana.id)
    await porch.post(f"/desk/{ROOM}/unban", cast.femi, member=cast.ben.id)

    assert "Muted or barred now" not in words(await porch.get("/desk", cast.femi))
    record = words(await porch.get("/desk/record", cast.fay))
    assert "Femi ended the mute of Ana" in record
    assert "Femi opened the way back to Ben" in record


async def test_the_record_has_pages_and_never_what_was_said(porch: Porch, cast: Cast) -> None:
    for number in range(26):
        message = await porch.says(cast.ana, f"wonderful day number {number}")
        await porch.does(cast.fay, ask.Pin, id=message)
        await porch.does(cast.fay, ask.Unpin, id=message)

    first = await porch.get("/desk/record", cast.fay)
    older = first.text.split("/desk/record?before=")[1].split('"')[0]
    second = await porch.get(f"/desk/record?before={older}", cast.fay)

    assert first.text.count("pinned a message of Ana") == 50
    assert second.text.count("pinned a message of Ana") == 2
    assert "wonderful" not in first.text + second.text


async def test_nonsense_in_a_form_or_an_address_finds_nothing(porch: Porch, cast: Cast) -> None:
    for verb, fields in {
        "release": {"id": "../../x"},
        "claim": {"alert": "' OR 1=1"},
        "unmute": {"member": "nobody"},
        "settle": {"alert": "x", "outcome": "done"},
    }.items():
        assert (await porch.post(f"/desk/{ROOM}/{verb}", cast.fay, **fields)).status_code == 409
    assert (await porch.post(f"/desk/{ROOM}/explode", cast.fay)).status_code == 404
    assert (await porch.get(f"/desk/{ROOM}/people/nobody", cast.fay)).status_code == 404
    assert (await porch.get("/desk/record?before=soon", cast.fay)).status_code == 200


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
async def test_what_people_write_stays_text_on_the_desk(porch: Porch, cast: Cast, text: str) -> None:
    message = await porch.says(cast.ana, f"hello {text}")
    await porch.does(cast.femi, ask.Hold, id=message)

    page = (await porch.get("/desk", cast.fay)).text

    assert text not in page
    assert "hello &lt;script" in page or "hello &#34;&gt;" in page


async def test_the_record_tells_the_steward_alone_what_was_done_to_the_whole_group(porch: Porch, cast: Cast) -> None:
    sol, ben = MemberId(cast.sol.id), MemberId(cast.ben.id)
    await porch.house.store.members.ban(ben, sol, "threats outside", now_ms())

    assert "Sol barred Ben from the group: threats outside" in words(await porch.get("/desk/record", cast.sol))
    assert "from the group" not in words(await porch.get("/desk/record", cast.fay))


async def test_sol_finds_what_nobody_answered_in_a_room_that_others_hold(porch: Porch, cast: Cast) -> None:
    members, sol = porch.house.store.members, MemberId(cast.sol.id)
    for room in (ROOM, CIRCLE):
        await members.appoint(RoomId(f"room-{room}"), sol, Role.MEMBER, sol, now_ms())
    alert = await porch.worries(cast.ana)
    assert "Ana may need support." not in words(await porch.get("/desk", cast.sol))

    await porch.house.store.care.escalate(alert.room, alert.id, now_ms())

    page = words(await porch.get("/desk", cast.sol))
    assert "Ana may need support." in page
    assert "In Tuesday: nobody has answered this for too long." in page
    assert "Please reach who holds this room: Fay, Femi." in page
    waiting = (await porch.get("/desk/waiting", cast.sol)).json()["alerts"]
    assert [(each["name"], each["title"], each["escalated"]) for each in waiting] == [("Ana", "Tuesday", True)]


async def test_an_alert_rings_until_somebody_takes_it_and_never_for_the_one_it_is_about(
    porch: Porch, cast: Cast
) -> None:
    alert = await porch.worries(cast.fay)
    assert (await porch.get("/desk/waiting", cast.fay)).json() == {"alerts": []}
    assert len((await porch.get("/desk/waiting", cast.femi)).json()["alerts"]) == 1
    assert (await porch.get("/desk/waiting", cast.ana)).status_code == 404

    await porch.post(f"/desk/{ROOM}/claim", cast.femi, alert=alert.id)

    assert (await porch.get("/desk/waiting", cast.femi)).json() == {"alerts": []}
