"""A paper as the package describes it: what it is made of, and reading one with every fault named."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from .faults import Fault, PaperHasFaults
from .fields import Fields, is_number
from .numbers import read_number
from .words import fold

KINDS = ("single", "multiple", "numeric", "text", "ordering", "matching", "written")
MOST_QUESTIONS = 200
MOST_ASKED = 60  # in one attempt
MOST_OPTIONS = 12
MOST_MARKS = 20
LONGEST = 1000  # letters of a question
SHORT = 200  # letters of an option
WORDS = ("ask", "ask_cy", "right_words", "right_words_cy", "wrong_words", "wrong_words_cy")
COMMON = {"id", "kind", "marks", *WORDS}
OWN = {
    "single": {"options", "right"},
    "multiple": {"options", "right"},
    "numeric": {"right", "tolerance", "units", "unit_needed"},
    "text": {"accepted", "close", "case", "accents"},
    "ordering": {"options"},
    "matching": {"pairs"},
    "written": {"guide"},
}


@dataclass(frozen=True)
class Item:
    """An option, or one side of a pair. `match` is the other side."""

    id: str
    text: str
    text_cy: str = ""
    match: str = ""
    match_cy: str = ""


@dataclass(frozen=True)
class Question:
    """One question. `right` holds ids; `number`, `tolerance` and `units` are a numeric one's, `accepted` a text's.

    `guide` says to the tutor what earns the marks of a written one.
    """

    id: str
    kind: str
    ask: str
    marks: int = 1
    items: tuple[Item, ...] = ()
    right: tuple[str, ...] = ()
    number: Fraction = Fraction(0)
    tolerance: Fraction = Fraction(0)
    units: tuple[str, ...] = ()
    unit_needed: bool = False
    accepted: tuple[str, ...] = ()
    close: int = 0
    case: bool = False
    accents: bool = False
    guide: str = ""
    ask_cy: str = ""
    right_words: str = ""
    right_words_cy: str = ""
    wrong_words: str = ""
    wrong_words_cy: str = ""


@dataclass(frozen=True)
class Pool:
    id: str
    choose: int
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Paper:
    questions: tuple[Question, ...]
    pools: tuple[Pool, ...] = ()

    def every(self) -> Iterator[Question]:
        """All that can be asked, those of pools last."""
        yield from self.questions
        for pool in self.pools:
            yield from pool.questions

    @property
    def asked(self) -> int:
        """How many one attempt asks."""
        return len(self.questions) + sum(pool.choose for pool in self.pools)


def read_paper(data: Any) -> Paper:
    """The paper that this JSON or YAML value is. Raises PaperHasFaults with all that is wrong with it."""
    faults: list[Fault] = []
    fields = Fields("", data, faults)
    if not isinstance(data, Mapping):
        raise PaperHasFaults([Fault("", "shape")])
    fields.only({"questions", "pools"})
    questions = _questions(fields.items("questions", 0, MOST_QUESTIONS), faults)
    pools = tuple(_pool(n, one, faults) for n, one in enumerate(fields.items("pools", 0, 20), 1))
    paper = Paper(questions, pools)
    _whole(paper, faults)
    if faults:
        raise PaperHasFaults(faults)
    return paper


def _whole(paper: Paper, faults: list[Fault]) -> None:
    if not any(True for _ in paper.every()) and not faults:
        faults.append(Fault("", "empty"))
    if paper.asked > MOST_ASKED:
        faults.append(Fault("", "many", most=MOST_ASKED))
    seen: set[str] = set()
    for question in paper.every():
        if question.id in seen:
            faults.append(Fault(question.id, "twice"))
        seen.add(question.id)
    pools = [pool.id for pool in paper.pools]
    faults += [Fault(f"pool {place}", "twice") for place, one in enumerate(pools, 1) if one in pools[: place - 1]]


def _pool(place: int, data: Any, faults: list[Fault]) -> Pool:
    fields = Fields(f"pool {place}", data, faults)
    fields.only({"id", "choose", "questions"})
    questions = _questions(fields.items("questions", 1, MOST_QUESTIONS), faults)
    wanted = fields.data.get("choose")
    if type(wanted) is not int or not 1 <= wanted <= max(len(questions), 1):
        fields.fault("choose")
        wanted = 1
    return Pool(fields.id(), wanted, questions)


def _questions(found: list[Any], faults: list[Fault]) -> tuple[Question, ...]:
    return tuple(_question(place, one, faults) for place, one in enumerate(found, 1))


def _question(place: int, data: Any, faults: list[Fault]) -> Question:
    fields = Fields(f"question {place}", data, faults)
    own_id = fields.id()
    kind = fields.data.get("kind")
    if kind not in KINDS:
        fields.fault("kind")
        return Question(own_id, "single", "")
    fields.only(COMMON | OWN[kind])
    said: dict[str, Any] = {name: fields.text(name, LONGEST, needed=name == "ask") for name in WORDS}
    marks = fields.data.get("marks", 1)
    if type(marks) is not int or not 1 <= marks <= MOST_MARKS:
        fields.fault("marks", most=MOST_MARKS)
        marks = 1
    return _READERS[kind](fields, Question(id=own_id, kind=kind, marks=marks, **said))


def _options(fields: Fields) -> tuple[Item, ...]:
    found = []
    for place, one in enumerate(fields.items("options", 2, MOST_OPTIONS), 1):
        option = Fields(f"{fields.where}, option {place}", one, fields.faults)
        option.only({"id", "text", "text_cy"})
        found.append(Item(option.id(), option.text("text", SHORT, needed=True), option.text("text_cy", SHORT)))
    _apart(fields, [item.id for item in found], [item.text for item in found])
    return tuple(found)


def _apart(fields: Fields, ids: list[str], texts: list[str]) -> None:
    if len(set(ids)) < len(ids):
        fields.fault("twice")
    if len(set(texts)) < len(texts):
        fields.fault("same")


def _single(fields: Fields, question: Question) -> Question:
    items, right = _options(fields), fields.data.get("right")
    if not isinstance(right, str) or right not in {item.id for item in items}:
        fields.fault("right")
    return replace(question, items=items, right=(str(right),))


def _multiple(fields: Fields, question: Question) -> Question:
    items = _options(fields)
    right = [one for one in fields.items("right", 1, MOST_OPTIONS) if isinstance(one, str)]
    if not right or not set(right) <= {item.id for item in items} or len(set(right)) < len(right):
        fields.fault("right")
    return replace(question, items=items, right=tuple(right))


def _numeric(fields: Fields, question: Question) -> Question:
    numbers = {}
    for name, otherwise in (("right", None), ("tolerance", 0)):
        value = fields.data.get(name, otherwise)
        read = read_number(str(value)) if isinstance(value, str) or is_number(value) else None
        if read is None or read.unit or (name == "tolerance" and read.number < 0):
            fields.fault("number", name=name)
        numbers[name] = read.number if read else Fraction(0)
    units = tuple(fields.texts("units", 0, MOST_OPTIONS, 20))
    needed = fields.yes("unit_needed")
    if needed and not units:
        fields.fault("unit")
    return replace(question, number=numbers["right"], tolerance=numbers["tolerance"], units=units, unit_needed=needed)


def _text(fields: Fields, question: Question) -> Question:
    close = fields.data.get("close", 0)
    if type(close) is not int or not 0 <= close <= 3:
        fields.fault("close")
        close = 0
    accepted = tuple(fields.texts("accepted", 1, 40, SHORT))
    if not all(fold(word, case=True, accents=True) for word in accepted if word):
        fields.fault("text", name="accepted", most=SHORT)
    return replace(question, accepted=accepted, close=close, case=fields.yes("case"), accents=fields.yes("accents"))


def _ordering(fields: Fields, question: Question) -> Question:
    items = _options(fields)
    return replace(question, items=items, right=tuple(item.id for item in items))


def _matching(fields: Fields, question: Question) -> Question:
    found = []
    for place, one in enumerate(fields.items("pairs", 2, MOST_OPTIONS), 1):
        pair = Fields(f"{fields.where}, pair {place}", one, fields.faults)
        pair.only({"id", "text", "text_cy", "match", "match_cy"})
        texts = [pair.text(name, SHORT, needed=name in ("text", "match")) for name in ("text", "text_cy")]
        matches = [pair.text(name, SHORT, needed=name == "match") for name in ("match", "match_cy")]
        found.append(Item(pair.id(), *texts, *matches))
    _apart(fields, [item.id for item in found], [item.text for item in found])
    if len({item.match for item in found}) < len(found):
        fields.fault("same")
    return replace(question, items=tuple(found), right=tuple(item.id for item in found))


def _written(fields: Fields, question: Question) -> Question:
    return replace(question, guide=fields.text("guide", LONGEST))


_READERS: dict[str, Callable[[Fields, Question], Question]] = {
    "single": _single,
    "multiple": _multiple,
    "numeric": _numeric,
    "text": _text,
    "ordering": _ordering,
    "matching": _matching,
    "written": _written,
}
