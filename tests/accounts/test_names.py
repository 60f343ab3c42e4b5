"""Nicknames: anybody's own name fits, and nobody can look like somebody else."""

from __future__ import annotations

import random
import unicodedata

import pytest
from confusable_homoglyphs.confusables import confusables_data

from server.errors import Unreadable
from server.names import clean_name, examine_name, like, skeleton

TWENTY = (
    "Fay", "Femi", "Ana", "Benjamin", "Sol", "Marguerite", "Oscar", "Paloma", "Rosalind", "Theodore",
    "Xavier", "Yolanda", "Zacharias", "Catherine", "Dominic", "Gabrielle", "Henrietta", "Isabella", "Jonathan", "Katya",
)  # fmt: skip

SCRIPTS = {
    "Latin": "Zoë Jürgen Łukasz Siân Ngozi Þóra Şule Ángel Đặng O’Connor Anne-Marie José",
    "Greek": "Γιώργος Ελένη Κωνσταντίνος Μαρία",
    "Cyrillic": "Наталья Олексій Ћирило Айгүл Дмитрий",
    "Arabic": "محمد فاطمة علی‌رضا نور",
    "Hebrew": "שרה דוד נועה",
    "Devanagari": "अनन्या राजेश कृष्णा",
    "Bengali": "রহিম সুমিত্রা",
    "Gurmukhi": "ਗੁਰਪ੍ਰੀਤ ਸਿਮਰਨ",
    "Gujarati": "પ્રિયા હાર્દિક",
    "Tamil": "முருகன் கவிதா",
    "Telugu": "లక్ష్మి వెంకట్",
    "Kannada": "ಲಕ್ಷ್ಮಿ ಸುರೇಶ್",
    "Malayalam": "ലക്ഷ്മി കൃഷ്ണൻ",
    "Sinhala": "නිමල් සඳමාලි",
    "Thai": "สมชาย ณัฐพงษ์ น้ำผึ้ง",
    "Lao": "ສົມສັກ ບຸນມີ",
    "Myanmar": "အောင်ဆန်း မြင့်မြင့်",
    "Khmer": "សុខា ច័ន្ទ",
    "Georgian": "გიორგი ნინო",
    "Armenian": "Արամ Անահիտ",
    "Ethiopic": "አበበ ሰላም",
    "Hangul": "지훈 서연",
    "Han": "李雷 韓梅梅",
    "Kana": "さくら ケンジ",
    "Tibetan": "བསྟན་འཛིན",
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_real_names_are_welcome(script: str) -> None:
    for name in SCRIPTS[script].split():
        assert examine_name(name, "Tuesday Porch")


def variants(name: str, chance: random.Random) -> str:
    """The name with letters exchanged for ones that look like them, and things put in that nobody sees."""
    made = []
    for letter in name:
        alike = [each["c"] for each in confusables_data.get(letter, ()) if len(each["c"]) == 1]
        made.append(chance.choice(alike) if alike and chance.random() < 0.5 else letter)
    if "".join(made) == name:
        made.insert(1, chance.choice("\u200b\u200d\u2060\u00ad\ufe0f\u0301 .-_"))
    return "".join(made)


def test_look_alikes_of_somebody_here_are_refused() -> None:
    chance = random.Random(20)
    let_through = []
    for number in range(5000):
        name = TWENTY[number % len(TWENTY)]
        tried = variants(name, chance)
        if not like(skeleton(clean_name(tried)), skeleton(name)):
            let_through.append(tried)
    assert len(let_through) <= 50, let_through[:20]


@pytest.mark.parametrize(
    "tried", ["AIex", "alex", "ALEX", "Аlех", "4lex", "A l e x", "Alëx", "Ａｌｅｘ", "𝓐𝓵𝓮𝔁", "A\u200blex"]
)
def test_alex_has_no_double(tried: str) -> None:
    assert like(skeleton(clean_name(tried)), skeleton("Alex"))


@pytest.mark.parametrize(
    ("one", "other"), [("Ali", "Ann"), ("Eli", "Ela"), ("Наталья", "Анна"), ("Sam", "Sami"), ("李雷", "李磊")]
)
def test_different_people_may_both_have_their_names(one: str, other: str) -> None:
    assert not like(skeleton(one), skeleton(other))


@pytest.mark.parametrize(
    "name",
    [
        "Facilitator", "facilitator Fay", "F4cilitator", "Fаcilitator", "The Steward", "Moderators", "Mod", "M0d", "Admin",
        "Admin 2", "admin2", "Porchlight", "Helpline", "Crisis team", "Tuesday Porch", "tuesdayporch", "Support", "S.t.e.w.a.r.d",
    ],
)  # fmt: skip
def test_a_duty_is_not_a_nickname(name: str) -> None:
    with pytest.raises(Unreadable, match="duty"):
        examine_name(name, "Tuesday Porch")


@pytest.mark.parametrize("name", ["Modesty", "Stewart", "Hostel cat", "Helena", "Admir", "Amodou", "Rooted"])
def test_a_name_that_only_begins_like_a_duty_is_fine(name: str) -> None:
    assert examine_name(name, "Tuesday Porch") == name


@pytest.mark.parametrize("name", ["", "  ", "A", "x" * 25, "12", "🌻🌻", "a<b>", "@ana", "ana#1", "Z̷̢̛͎͖a̵̡l", "http://x"])
def test_what_is_not_a_name_gets_a_sentence(name: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        examine_name(name)
    assert refusal.value.text.endswith(".")


def test_invisible_characters_are_left_out_and_letters_are_composed() -> None:
    assert examine_name("\u202eJose\u0301\u200b ") == unicodedata.normalize("NFC", "José")
