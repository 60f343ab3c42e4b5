"""The sentences an author may read when a draft does not go straight through. Brief, warm, and nobody is blamed."""

from __future__ import annotations

from collections.abc import Mapping

from moderation.signal import Category
from moderation.verdict import Action

__all__ = ["FAILED_REASON", "REASONS"]

HELD = "Your message is waiting for a facilitator. It is not lost, and you are not in trouble."
FAILED_REASON = HELD
TAKE_A_SECOND = "Take a second? This might hurt the person reading it. You may not have meant it that way."

REASONS: Mapping[Action, Mapping[Category | None, str]] = {
    Action.MASK: {
        None: "We covered a part that could hurt somebody. Your words are there, and people can see them.",
        Category.METHOD_DETAIL: "We covered the part about how. Your words are there, and people can see them.",
    },
    Action.NUDGE: {
        None: TAKE_A_SECOND,
        Category.INVALIDATION: "Take a second? This might sound as if their pain does not count."
        " Is there a softer way?",
        Category.PERSONAL_INFORMATION: "This looks like contact details or something private."
        " Everyone here will be able to read it. Send it?",
        Category.SPAM: "This looks a bit like an advert. Can you say what it means to you, or leave the link out?",
        Category.DANGEROUS_ADVICE: "Can you tell it as your own story?"
        " Changes to medicine are best talked over with a doctor.",
        Category.FLOODING: "This is much like what you just sent. People have seen it. Give them a moment to answer?",
    },
    Action.HOLD: {
        None: HELD,
        Category.PERSONAL_INFORMATION: HELD + " It seems to hold something private about somebody else.",
        Category.DANGEROUS_ADVICE: HELD + " It speaks about medicine or health, so a person looks first.",
    },
    Action.REFUSE: {
        None: "This one can't go in as it is. You can change it and send it again.",
        Category.METHOD_DETAIL: "Can you take out the how? Your feelings can stay."
        " Details of how, how much or where can put someone else at risk.",
        Category.FLOODING: "This has come a few times now. We heard you. Please wait a little, or say it another way.",
    },
}
