"""Which questions ask the same: what a person has told once is offered again, and not asked anew."""

from collections.abc import Iterator, Mapping

from passport import coded


def read_same(text: str) -> Mapping[str, tuple[str, ...]]:
    """Read the file: "PATHWAY.QUESTION" → the others that ask the same. Raises coded.HasFaults, naming every fault."""
    rows = coded.load(text, "same")["same"]
    faults = list(SAME.faults(rows)) or list(coded.twice(one for row in rows for one in row["at"]))
    if faults:
        raise coded.HasFaults(faults)
    return {one: tuple(other for other in row["at"] if other != one) for row in rows for one in row["at"]}


def _faults_of(row: coded.Row) -> Iterator[str]:
    if not isinstance(row["at"], list):
        yield "`at` is a list of PATHWAY.QUESTION"
        return
    yield from (
        f"{one!r} is not PATHWAY.QUESTION" for one in row["at"] if not isinstance(one, str) or one.count(".") != 1
    )


SAME = coded.Rows("same", one="row", by="asks", most=300, needed=("asks", "at"), faults_of=_faults_of)
