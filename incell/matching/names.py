"""Names that may mean the same person: spelt otherwise, shortened, swapped, or one half of a double name."""

import re
from itertools import pairwise

from rapidfuzz import fuzz

from accounts.roll import names

MOST_PARTS = 6  # of one name; whatever comes after them finds nobody
BEGINNING = 4  # letters
SKELETON = 8  # letters
SAME_SOUND, NICKNAME, HALF, INITIAL = 92.0, 95.0, 90.0, 80.0  # how alike two parts are then, of 100
BELOW = 60.0  # one half as unlike as this and the whole is no more than UNLIKE
UNLIKE = 65.0
SWAPPED = 3.0  # taken off where first and last name changed places
_APART = re.compile(r"[\s\-\u2010-\u2015,/]+")
_SOUNDS = (
    ("ph", "f"),
    ("v", "f"),
    ("sh", "s"),
    ("th", "t"),
    ("ch", "k"),
    ("ck", "k"),
    ("c", "k"),
    ("q", "k"),
    ("z", "s"),
)

# Letters that look like a Latin one, small or as a capital: written with them somebody known would be nobody known.
CYRILLIC = (
    "\u0430\u0432\u0435\u0501\u0456\u0458\u043a\u043c\u043d\u043e\u0440\u0455\u0442\u0443\u0445\u04bb\u051b\u051d\u0441"
)
GREEK = "\u03b1\u03b2\u03b5\u03b6\u03b7\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7"
LOOKALIKES = str.maketrans(CYRILLIC + GREEK, "abedijkmhopstyxhqwc" + "abezhikmnoptyx")

# The name that each short one stands for. Only what is everyday in England and Wales, and safe: Al and Sam are not.
NICKNAMES = {
    short: whole
    for whole, shorts in {
        "alexander": "alex alec sandy xander",
        "alexandra": "alexa sandra lexi",
        "andrew": "andy drew",
        "anthony": "tony ant antony",
        "benjamin": "ben benny benji",
        "catherine": "cath cathy kate katie katy kat kathy katherine kathryn",
        "charles": "charlie chas chuck",
        "christopher": "chris kit topher",
        "christine": "chrissie tina",
        "daniel": "dan danny",
        "david": "dave davey dai dafydd",
        "deborah": "debbie debs deb debra",
        "edward": "ed eddie ted teddy ned",
        "elizabeth": "liz lizzie beth betty eliza libby elisabeth",
        "francis": "frank frankie",
        "frederick": "fred freddie",
        "gareth": "gaz",
        "gerald": "gerry gerard",
        "gregory": "greg",
        "jacqueline": "jackie jacqui",
        "james": "jim jimmy jamie",
        "jennifer": "jen jenny jenna",
        "john": "johnny jack jon",
        "jonathan": "jonny jonathon",
        "joseph": "joe joey",
        "joshua": "josh",
        "kenneth": "ken kenny",
        "lawrence": "larry laurence",
        "margaret": "maggie meg peggy marge",
        "matthew": "matt matty",
        "michael": "mike mick mickey micky",
        "mohammed": "muhammad mohammad mohamed muhammed mohamad mo",
        "nicholas": "nick nicky",
        "patricia": "pat patsy trish tricia",
        "patrick": "paddy padraig",
        "peter": "pete",
        "philip": "phil phillip",
        "raymond": "ray",
        "rebecca": "becky becca",
        "richard": "rich richie rick ricky dick",
        "robert": "rob robbie bob bobby bert",
        "ronald": "ron ronnie",
        "stephen": "steve steven stevie",
        "susan": "sue susie suzie suzanne",
        "theresa": "terri tess teresa",
        "thomas": "tom tommy",
        "timothy": "tim",
        "victoria": "vicky vicki tori",
        "william": "will bill billy willie liam",
    }.items()
    for short in shorts.split()
}


def folded(name: str) -> str:
    """As the roll folds it, and every letter that looks like a Latin one is that one."""
    return names.folded(name).translate(LOOKALIKES)


def keys(first: str, last: str) -> list[str]:
    """Under which keys an index finds this name: how its parts begin, and their consonants. At most 24, sorted."""
    found = set()
    for part in (*_parts(first), *_parts(last), folded(last)):
        whole = NICKNAMES.get(part, part)
        for spelt in {part, whole}:
            if len(spelt) > 1:
                found.add(f"b:{spelt[:BEGINNING]}")
            bones = skeleton(spelt)
            if len(bones) > 2:
                found.add(f"s:{bones[:SKELETON]}")
    return sorted(found)[:24]


def skeleton(part: str) -> str:
    """The consonants as they sound: "mhmd" for Mohammed and Muhammad, "stfn" for Stephen and Steven."""
    for written, sound in _SOUNDS:
        part = part.replace(written, sound)
    bones = part[:1] + "".join(letter for letter in part[1:] if letter not in "aeiouy")
    return bones[:1] + "".join(after for before, after in pairwise(bones) if before != after)


def alike(first: str, last: str, other_first: str, other_last: str) -> tuple[float, bool]:
    """How alike two names are, 0 to 100, and whether first and last name changed places. The same either way round.

    Accents, capitals, spaces, hyphens and apostrophes count for nothing. Without a first name on either side, as
    organisations are, the last name counts alone.
    """
    if not folded(first) and not folded(other_first):
        return _half(last, other_last), False
    straight = _both(_half(first, other_first), _half(last, other_last))
    swapped = _both(_half(first, other_last), _half(last, other_first)) - SWAPPED
    return (swapped, True) if swapped > straight else (straight, False)


def _both(first: float, last: float) -> float:
    whole = (first + last) / 2
    return min(whole, UNLIKE) if min(first, last) < BELOW else whole


def _half(one: str, other: str) -> float:
    """How alike two first names or two last names are, 0 to 100."""
    whole, other_whole = folded(one), folded(other)
    if not whole or not other_whole:
        return 0.0
    if whole == other_whole:
        return 100.0
    best = _part(whole, other_whole)
    ones, others = _parts(one), _parts(other)
    if len(ones) > 1 or len(others) > 1:
        best = max(best, *(min(_part(a, b), HALF) for a in ones for b in others), 0.0)
    return best


def _part(one: str, other: str) -> float:
    if one == other:
        return 100.0
    if NICKNAMES.get(one, one) == NICKNAMES.get(other, other):
        return NICKNAME
    if min(len(one), len(other)) == 1 and one[0] == other[0]:
        return INITIAL
    bones = skeleton(one)
    if len(bones) > 2 and bones == skeleton(other):
        return SAME_SOUND
    return fuzz.ratio(one, other)


def _parts(name: str) -> list[str]:
    """The folded parts of a name, as many as count: "Ann-Marie" has two, "O'Brien" has one."""
    return [part for part in map(folded, _APART.split(name)) if part][:MOST_PARTS]
