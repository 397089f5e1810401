"""The map of what is held on a person: read and checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

ERASE = frozenset({"keep", "delete", "blank"})
MEMBERS = frozenset({"model", "to", "others", "shut", "erase", "blank", "why", "open"})
REC, PAIR, AUDIT = "@rec:", "@pair", "@audit"


class HeldHasFaults(ValueError):
    """The map can't be used. `faults`: one line each, with the model it is about."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


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
    """Read the map. Raises HeldHasFaults, naming every fault."""
    said = yaml.safe_load(text)
    if not isinstance(said, dict) or set(said) != {"held", "left_out"}:
        raise HeldHasFaults(["the file has `held` and `left_out`"])
    faults = [fault for row in said["held"] for fault in _faults_of(row)]
    faults += [
        f"{name}: say why it is left out" for name, why in said["left_out"].items() if not str(why or "").strip()
    ]
    names = [str(row.get("model")) for row in said["held"] if isinstance(row, dict)] + list(said["left_out"])
    faults += [f"{name}: stands twice" for name in sorted(set(names)) if names.count(name) > 1]
    if faults:
        raise HeldHasFaults(faults)
    rows = ({**row, "shut": tuple(row.get("shut", "").split())} for row in said["held"])
    return Map(tuple(Held(**row) for row in rows), dict(said["left_out"]))


def _faults_of(row: Any) -> Iterator[str]:
    if not isinstance(row, dict) or not {"model", "to"} <= set(row) <= MEMBERS:
        yield f"{row}: a row has `model` and `to`, and of the rest only {', '.join(sorted(MEMBERS))}"
        return
    name, erase = row["model"], row.get("erase", "keep")
    if str(row["to"]).startswith("@") and row["to"] not in (PAIR, AUDIT) and not str(row["to"]).startswith(REC):
        yield f"{name}: `to` is a path, or one of {REC}…, {PAIR}, {AUDIT}"
    if erase not in ERASE:
        yield f"{name}: `erase` is one of {', '.join(sorted(ERASE))}"
    if erase == "keep" and not str(row.get("why", "")).strip():
        yield f"{name}: say why its rows stay after an erasure"
    if (erase == "blank") != bool(row.get("blank")):
        yield f"{name}: `blank` names the columns that an erasure empties, and stands with `erase: blank` alone"
