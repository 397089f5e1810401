"""What is wrong with a question-set file, said so that its author can mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing wrong, and where.

    code      short and stable, for tests and logs.
    file      name of the file as given to `parse`.
    page      page id, "" when the fault lies above the pages.
    question  question id, or "rule 2" for a rule; "" when the fault lies on the page itself.
    fault     a sentence that says what is wrong. mend: a sentence that says what to do.
    line      line in the file, from 1; 0 when it has none.
    """

    code: str
    file: str
    fault: str
    mend: str
    page: str = ""
    question: str = ""
    line: int = 0

    def __str__(self) -> str:
        place = [self.file]
        if self.line:
            place.append(f"line {self.line}")
        if self.page:
            place.append(f"page {self.page}")
        if self.question:
            place.append(self.question if " " in self.question else f"question {self.question}")
        return f"{', '.join(place)}: {self.fault} {self.mend}".rstrip()


class Broken(Exception):
    """A question-set file is refused. `faults` holds every fault found, in file order."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line)))
        super().__init__("\n".join(str(fault) for fault in self.faults))
