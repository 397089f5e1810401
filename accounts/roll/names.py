"""Names as people write them. The roll shouts ("O'NEILL-MCKAY"); a name that has small letters is left alone."""

import re
import unicodedata

PARTICLES = {"bin", "bint", "das", "de", "del", "della", "den", "der", "dos", "ibn", "ter", "van", "von"}
AFTER_DE = {"la", "las", "los"}
NUMERALS = {"II", "III", "IV"}
APART = re.compile(r"([-\s])")
VOWELS = set("AEIOUY")
# Letters that Unicode does not take apart into a plain one and a mark.
PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


def first(name: str) -> str:
    """TEST → Test, JEAN-LUC → Jean-Luc, JP → JP (two letters without a vowel are initials)."""
    return _spoken(name, particles=False)


def last(name: str) -> str:
    """USER30 → User30, MCDONALD → McDonald, O'NEILL → O'Neill, DE LA CRUZ → de la Cruz, SMITH III → Smith III.

    MACDONALD becomes Macdonald: Mackie and Macey forbid a rule for "Mac".
    """
    return _spoken(name, particles=True)


def _spoken(name: str, particles: bool) -> str:
    if name != name.upper() and name != name.lower():
        return name
    parts = APART.split(name)
    words = parts[::2]
    for place, word in enumerate(words):
        lower, is_last = word.lower(), place == len(words) - 1
        follows_de = place > 0 and words[place - 1] == "de"
        if particles and not is_last and (lower in PARTICLES or (follows_de and lower in AFTER_DE)):
            words[place] = lower
        elif place > 0 and word.upper() in NUMERALS if particles else _are_initials(word):
            words[place] = word.upper()
        else:
            words[place] = _capital(lower)
    parts[::2] = words
    return "".join(parts)


def _are_initials(word: str) -> bool:
    return len(word) == 2 and word.isalpha() and not VOWELS & set(word.upper())


def _capital(word: str) -> str:
    """Capitals at the start, after a short apostrophe (O', D') and after Mc."""
    for mark in ("'", "\u2019"):
        head, apostrophe, tail = word.partition(mark)
        if apostrophe and len(head) <= 2 and len(tail) > 1:
            return head.capitalize() + apostrophe + _capital(tail)
    if word.startswith("mc") and len(word) > 4:
        return "Mc" + word[2:].capitalize()
    return word.capitalize()


def folded(name: str) -> str:
    """The name as somebody types it on a plain keyboard: "dowd" in "O’Dowd", "wisniewski" for "Wiśniewski"."""
    apart = unicodedata.normalize("NFKD", name.casefold().translate(PLAIN))
    return "".join(character for character in apart if character.isalnum())
