"""Words of the page "Help now" that do not depend on anybody's country."""

from __future__ import annotations

from server.words import _

__all__ = ["no_country", "questions", "worried"]


def no_country() -> str:
    """What to do in danger where the number is not known: none is guessed."""
    return _("Call the emergency number of the country you are in. Anyone near you will know it.")


def questions() -> list[tuple[str, str]]:
    """What people ask before they call, and honest answers."""
    return [
        (
            _("What happens if I call?"),
            _(
                "A person picks up and listens. You don't have to give your name. You can ask first, “When would you "
                "send someone?”"
            ),
        ),
        (_("Do I have to be suicidal?"), _("No. Feeling awful is reason enough.")),
        (
            _("What if I don't want to talk?"),
            _("Look for a line that takes texts or has a chat. You can also say, “I don't know how to start.”"),
        ),
        (
            _("Line busy?"),
            _("Try another one here, or try again in a few minutes. A busy line is not about you."),
        ),
        (
            _("Is someone checking your phone or computer?"),
            _(
                "Use a device they can't reach. “Leave quickly” shows a different page, but it does not clear your "
                "history. A call or a text can stay in the phone's list."
            ),
        ),
        (
            _("Does anyone learn that I opened this page?"),
            _("No. Porchlight does not write down who opens it, or which country they pick."),
        ),
    ]


def worried() -> list[str]:
    """For somebody who is worried about somebody else."""
    return [
        _("Tell them plainly that you worry, and listen. “I read what you wrote. How are you right now?”"),
        _("You may ask, “Are you thinking about suicide?” Asking does not put the thought there."),
        _("Share a line from this page. Offer to stay with them while they call or write."),
        _("If someone is in danger now and you know where they are, call the emergency number yourself."),
        _("In a room of this group, report the message. The facilitators will see it."),
        _("You are not anyone's only helper. The lines here are for you too."),
    ]
