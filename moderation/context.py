"""Who is speaking to whom: what makes hard words harmless.

The same words are an attack, a memory of one, an objection to one, or a joke between friends. These few checks tell
them apart well enough to prefer silence where it is unclear.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = [
    "affectionate",
    "answers_despair",
    "apologises",
    "consoles",
    "helps",
    "negated",
    "objects",
    "quoted",
    "reported",
]

RECENT = 8  # several detectors ask the same of one text; a few answers are kept, and so are those few texts
NEAR = 90  # how far back, in characters, somebody may be said to speak

_SPEAKERS = (
    r"(?:he|she|they|it|who|brain|head|voices?|mum|mom|dad|ex|husband|wife|boss|mother|father|teacher|sister"
    r"|brother|nan"
    r"|partner|boyfriend|girlfriend|people|man|woman|guy|bloke|lad|kids?|part of me|someone|somebody|manager|doctor"
    r"|therapist|nurse|stepdad|family|friend|stranger|classmates|bullies|thoughts|illness|depression|anxiety)"
)
_REPORTED = re.compile(
    r"\b(?:call(?:ed|s|ing)? (?:me|him|her|them|us|myself|people|some\w+|any\w+|each other)"
    r"|(?<!you )t(?:old|ells?|elling) (?:me|him|her|them|us|myself|people|some\w+|any\w+|my \w+)"
    r"|" + _SPEAKERS + r"(?:'s| was| is| always| just| would| used to| keeps?| kept| still| then)* "
    r"(?:sa(?:id|ys?|ying)|goes|went|like|shout\w*|scream\w*|yell\w*|text\w*|wrote|whisper\w*|thinks?|telling|calling)"
    r"|sa(?:id|ying|ys) (?:that )?(?:i|i'm|my|we|to me)\b|ask(?:s|ed|ing) (?:me|him|her|them|us)|(?:being|was|were"
    r"|been|got|get|gets|getting) (?:told|called)"
    r"|told the \w+ \w*|tell(?:s|ing)? you|what (?:does|did|do)|hear(?:d|ing)?|line was|words? (?:was|were|is)"
    r"|heard|remember\w*|imagine someone saying|i call(?:ed)? you"
    r"|i said|i told|the (?:word|phrase)|if (?:he|she|they|someone|anyone|somebody)|used to)\b[^.!?\n]*$"
)
_INNER = re.compile(
    r"\b(?:brain|head|voices?|critic|mind|anxiety|depression|illness|inner \w+|eating disorder|printer|laptop"
    r"|alarm|monday"
    r"|universe|weather|insurance|boiler|landlord|weighing|scales?|government|council|bank|app|phone)\b"
)
_OBJECTS = re.compile(
    r"\b(?:(?:isn't|is not|not|ain't|never|wasn't|aren't|hardly) (?:very |really |at all |actually )?"
    r"(?:ok|okay|on|cool|alright|all right|fair|kind|nice|true|acceptable|funny|welcome here|helpful|something we"
    r"|a queue"
    r"|a competition|how we|what we|what this|what you are|who you are|your fault)"
    r"|we (?:don't|do not|never) (?:say|tell|call|do|talk|speak|rank|compare|use|treat|let)"
    r"|(?:please|pls|can you|could you|let's) (?:don't|not|stop|never)|(?:stop|quit) (?:calling|telling|saying"
    r"|comparing|speaking"
    r"|making jokes"
    r"|making fun|piling)|take (?:that|it) back|(?:rubbish|awful|horrible|cruel|harmful|unkind|terrible|rotten"
    r"|mean|nasty"
    r"|unfair|lousy|shitty|shit|vile|hurtful|dangerous) (?:thing|things|way|comment|stereotype)|(?:myth|stigma"
    r"|stereotype)"
    r"|nobody (?:deserves|should)|no one (?:deserves|should)|i disagree"
    r"|how i talk to myself|people say|people who say|when (?:people|someone|anyone|somebody|they|he"
    r"|she) (?:says?|tells?"
    r"|calls?)|i hate when|i hate it when|sick of (?:hearing|being told|people)|tired of (?:hearing|being told"
    r"|people))\b"
)
_CONSOLES = re.compile(
    r"\b(?:you are not|you're not|you aren't|that's not|it's not your|don't (?:call|tell|say|speak|talk|compare|joke"
    r"|let|listen|believe|apologi[sz]e|you dare call))\b"
)
_APOLOGISES = re.compile(
    r"\b(?:i'?m (?:so |really |very |truly )?sorry|i apologi[sz]e|apologies|sorry (?:for|i|if|about|that i"
    r"|everyone|all)"
    r"|out of order|i take (?:it|that) back|forgive me|my bad|i was wrong|i shouldn't have|i didn't mean)\b"
)
_AFFECTIONATE = re.compile(
    r"(?:\b(?:love (?:you|ya|this|that|it)|proud of (?:you|u|yourself)|legend|bless (?:you|him|her)|missed? you"
    r"|well done"
    r"|congrat\w*|thanks?|thank you|happy for you|glad (?:you|to)|welcome back|brilliant news|so good|great news"
    r"|made it"
    r"|smashed it|nailed it|you did it|good on you|beautiful|gorgeous|hero|superstar|champion|star|absolute unit"
    r"|made my (?:day|night)|hugs?|lovely)\b|[❤💜💙💚💛🧡🤍🖤🥰😍🤗🎉🥳🫂💕💖💗💞😘])"
)
_HELPS = re.compile(
    r"\b(?:help|support|let you know|check on you|hug|feed|tickle|make you (?:a |some )?(?:tea|cake|soup)|a seat"
    r"|a chair|a lift|company|same as me|take your time|step count)\b"
)
_NEGATED = re.compile(
    r"\b(?:not|never|isn't|wasn't|aren't|don't|doesn't|didn't|won't|wouldn't|hardly|no)(?: \w+){0,2} *$"
)
_DESPAIR = re.compile(
    r"\b(?:kill(?:ing)? myself|want to die|wanna die|end it|ending it|suicid\w+|hurt(?:ing)? myself|harm(?:ing)? myself"
    r"|cut(?:ting)?|overdos\w+|jump\w*|not be here|don't want to be here|take (?:them|it) all|pills|can't do this"
    r"|can't go on|give up|giving up|no point|better off without me|bridge|done with (?:life|everything|living)|goodbye"
    r"|say bye|disappear|wish i was dead|rope|over ?dose|wake up|relapse\w*|starv\w+|blades?|razor\w*)\b"
)


def _addresses_a_thing(text: str, start: int) -> bool:
    return _INNER.search(text, max(0, start - 60), start) is not None


def quoted(text: str, start: int, end: int) -> bool:
    """Whether this part of the normal form stands between quotation marks."""
    line = text.rfind("\n", 0, start) + 1
    if text.count('"', line, start) % 2 and '"' in text[end : end + 200]:
        return True
    opened = max(text.rfind(" '", line, start + 1), text.rfind("('", line, start + 1))
    if opened < 0 and text[line : line + 1] == "'":
        opened = line - 1
    return opened >= line - 1 and opened >= 0 - 1 and _single_quoted(text, opened, start, end)


def _single_quoted(text: str, opened: int, start: int, end: int) -> bool:
    if text[opened + 1 : opened + 2] != "'":
        return False
    inside, after = text[opened + 2 : start], text[end - 1 : end + 200]
    return "' " not in inside and re.search(r"'(?!\w)", after) is not None


def reported(text: str, start: int) -> bool:
    """Whether somebody, or an inner voice, is said to have spoken the words from `start`; or a thing is spoken to."""
    return _REPORTED.search(text, max(0, start - NEAR), start) is not None or _addresses_a_thing(text, start)


def negated(text: str, start: int) -> bool:
    """Whether the words before `start` deny what follows."""
    return _NEGATED.search(text, max(0, start - 30), start) is not None


@lru_cache(RECENT)
def objects(text: str) -> bool:
    """Whether the text objects to hard words rather than using them."""
    return _OBJECTS.search(text) is not None


@lru_cache(RECENT)
def consoles(text: str) -> bool:
    """Whether the text denies hard words to somebody's face, or asks for them not to be said: "you are not stupid"."""
    return _CONSOLES.search(text) is not None


@lru_cache(RECENT)
def apologises(text: str) -> bool:
    """Whether the author takes something back."""
    return _APOLOGISES.search(text) is not None


@lru_cache(RECENT)
def affectionate(text: str) -> bool:
    """Whether there is warmth that makes rough words a joke between friends."""
    return _AFFECTIONATE.search(text) is not None


@lru_cache(RECENT)
def helps(text: str) -> bool:
    """Whether something is done for somebody, where a threat would do it to them: "I'll find you a seat"."""
    return _HELPS.search(text) is not None


@lru_cache(RECENT)
def answers_despair(text: str) -> bool:
    """Whether `text`, an earlier message, speaks of dying, of hurting oneself, or of giving up."""
    return _DESPAIR.search(text) is not None
