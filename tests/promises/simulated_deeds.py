"""What people of a simulated evening do, one thing at a time, as chance has it."""

from __future__ import annotations

from typing import Any

from tests.promises.simulated_people import KINDS, Browser
from tests.promises.simulated_record import Said

__all__ = ["does_something"]

MEMBERS = ("member-ana", "member-ben", "member-cleo", "member-dan")
NOT_SENT_AGAIN = 0.15


def does_something(browser: Browser) -> None:
    """Mostly talk; now and then all the rest."""
    chance, sort = browser.chance, browser.chance.random()
    if sort < 0.45:
        says(browser)
    elif sort < 0.55:
        sends_twice(browser)
    elif sort < 0.62:
        edits(browser)
    elif sort < 0.67:
        browser.ask({"do": "retract", "id": any_message(browser, own=True)})
    elif sort < 0.75:
        kind = chance.choice(("heart", "hug"))
        browser.ask({"do": "react", "id": any_message(browser), "kind": kind, "on": chance.random() < 0.7})
    elif sort < 0.78:
        browser.ask({"do": chance.choice(("raise", "lower", "pass", "typing"))})
    elif sort < 0.80:
        browser.ask({"do": "report", "id": any_message(browser)})
    elif sort < 0.82:
        browser.ask({"do": "history", "before": browser.rev + 1})
    elif browser.facilitates or chance.random() < 0.05:
        guides(browser)


def says(browser: Browser) -> None:
    said = new_text(browser)
    command: dict[str, Any] = {"do": "say", "text": words(said)}
    if browser.view and browser.chance.random() < 0.1:
        command["reply_to"] = any_message(browser)
    browser.ask(command, said)


def sends_twice(browser: Browser) -> None:
    """A double tap, or a page that does not believe its own socket."""
    op = next((op for op in browser.unanswered.values() if op.do == "say"), None)
    if op is None:
        says(browser)
    else:
        browser.send(op)


def edits(browser: Browser) -> None:
    said = new_text(browser)
    said.message = any_message(browser, own=browser.chance.random() < 0.9)
    # A facilitator who is just letting the message go lets go of what it says when that arrives.
    said.released = any(op.do == "release" and op.command["id"] == said.message for op in browser.record.under_way())
    browser.ask({"do": "edit", "id": said.message, "text": words(said)}, said)


def new_text(browser: Browser) -> Said:
    mark = f"w{next(browser.record.numbers)}."
    said = browser.record.said[mark] = Said(mark, browser.person.id, browser.chance.choice(KINDS))
    return said


def words(said: Said) -> str:
    secret = f" <s{said.mark[1:-1]}>" if said.kind == "mask" else ""
    return f"{said.kind} {said.mark}{secret}"


def any_message(browser: Browser, own: bool = False) -> str:
    found = [key for key, each in browser.view.items() if not own or each["author"] == browser.person.id]
    return browser.chance.choice(found) if found else "nothing"


def guides(browser: Browser) -> None:
    """What facilitators do; a member who tries it is refused."""
    chance, sort = browser.chance, browser.chance.random()
    member = chance.choice(MEMBERS)
    if sort < 0.2:
        browser.ask({"do": "mute", "member": member, "minutes": 60, "reason": "a breath"})
    elif sort < 0.4:
        if browser.facilitates:
            unmuted(browser, member)
        browser.ask({"do": "unmute", "member": member})
    elif sort < 0.43:
        browser.ask({"do": chance.choice(("remove", "ban")), "member": member, "reason": "for tonight"})
    elif sort < 0.6:
        settles_a_held_one(browser)
    elif sort < 0.8:
        verb = chance.choice(("hide", "unhide", "hold", "pin", "unpin"))
        reason = {"reason": "it hurt"} if verb == "hide" else {}
        browser.ask({"do": verb, "id": any_message(browser), **reason})
    elif sort < 0.9:
        browser.ask({"do": "give", "member": chance.choice((*MEMBERS, None, None, None, None))})
    else:
        browser.ask(chance.choice(({"do": "pause", "minutes": 0.01}, {"do": "resume"}, {"do": "slow", "seconds": 0})))


def unmuted(browser: Browser, member: str) -> None:
    """From when it is asked for, nobody is surprised to hear that member again."""
    for other in browser.evening.browsers:
        if member not in browser.record.gone_since:
            other.muted.pop(member, None)


def settles_a_held_one(browser: Browser) -> None:
    if not browser.queue:
        return
    key = browser.chance.choice(list(browser.queue))
    if browser.chance.random() < 0.3:
        browser.ask({"do": "decline", "id": key, "reason": "not here"})
        return
    for said in browser.record.of_message(key):
        said.released = True
    browser.ask({"do": "release", "id": key})
