"""The map of what is held on a person: read and checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from passport import coded

ERASE = ("blank", "delete", "keep")
REC, PAIR, AUDIT = "@rec:", "@pair", "@audit"


@dataclass(frozen=True)
class Held:
    """One table.

    to       the path of lookups from a row to the person ("passport__prisoner"; "" for the person's own row), or
             "@rec:NAME": the column NAME is the passport's id; "@pair": first or second of two people; "@audit":
             lines that they are in.
    others   somebody else is in it too: a person looks at each row before it is given out.
    shut     columns that are not given out as they stand: keys, ciphertext, marks of the machine.
    open     what the sealed column says, by the name of an opener.
    erase    what an erasure does with the rows: keep (say why), delete, or blank the columns of `blank`.
    """

    model: str
    to: str
    others: bool = False
    shut: tuple[str, ...] = ()
    open: str = ""
    erase: str = "keep"
    blank: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True)
class Map:
    """held: what is given out and erased, in order; left_out: model → why it is neither."""

    held: tuple[Held, ...]
    left_out: Mapping[str, str]

    def of(self, model: str) -> Held | None:
        return next((one for one in self.held if one.model == model), None)


def read_map(text: str) -> Map:
    """Read the map. Raises coded.HasFaults, naming every fault."""
    said = coded.load(text, "held", "left_out")
    held, left_out = said["held"], said["left_out"]
    faults = [*HELD.faults(held), *_faults_of_left_out(left_out)]
    faults = faults or list(coded.twice([*(row["model"] for row in held), *left_out]))
    if faults:
        raise coded.HasFaults(faults)
    rows = ({**row, "shut": tuple(row.get("shut", "").split())} for row in held)
    return Map(tuple(Held(**row) for row in rows), dict(left_out))


def _faults_of(row: coded.Row) -> Iterator[str]:
    erase = row.get("erase", "keep")
    if str(row["to"]).startswith("@") and row["to"] not in (PAIR, AUDIT) and not str(row["to"]).startswith(REC):
        yield f"`to` is a path, or one of {REC}…, {PAIR}, {AUDIT}"
    yield from coded.mark_faults(row, "others")
    yield from coded.choice_faults(row, "erase", ERASE)
    if erase == "keep" and not str(row.get("why", "")).strip():
        yield "say why its rows stay after an erasure"
    if (erase == "blank") != bool(row.get("blank")):
        yield "`blank` names the columns that an erasure empties, and stands with `erase: blank` alone"


def _faults_of_left_out(left_out: Any) -> Iterator[str]:
    if not isinstance(left_out, dict):
        yield "`left_out` names models, each with why it is left out"
        return
    yield from (f"{name}: say why it is left out" for name, why in left_out.items() if not str(why or "").strip())


HELD = coded.Rows(
    "held",
    one="table",
    by="model",
    most=300,
    needed=("model", "to"),
    may=("others", "shut", "open", "erase", "blank", "why"),
    faults_of=_faults_of,
)
