"""What can be wrong with a paper: which question, and how to mend it."""

from dataclasses import dataclass

# code → English; education.forms.papers has the Welsh. {name}, {least} and {most} are filled in.
REASONS = {
    "shape": "this is not a list of questions with names and values",
    "empty": "there is no question",
    "many": "there are more than {most} questions",
    "unknown": "“{name}” is nothing that this kind of question has",
    "missing": "“{name}” is missing",
    "kind": "the kind must be single, multiple, numeric, text, ordering, matching or written",
    "id": "the id must be 1 to 40 small letters, digits and hyphens",
    "twice": "the id is used twice",
    "text": "“{name}” must be words, up to {most} letters",
    "marks": "the marks must be a whole number from 1 to {most}",
    "list": "“{name}” must be a list of {least} to {most}",
    "same": "two options say the same",
    "right": "the right answer must be one of the options",
    "number": "“{name}” must be a number, like 0.5 or 1/2",
    "yes_no": "“{name}” must be true or false",
    "close": "“close” must be a whole number from 0 to 3",
    "unit": "a unit is needed, but none is named in “units”",
    "choose": "“choose” must be at least 1, and no more than the pool has",
}


@dataclass(frozen=True)
class Fault:
    """One fault. `question`: its id, or its place like "question 3", or "" for the paper as a whole."""

    question: str
    code: str
    name: str = ""
    least: int = 0
    most: int = 0

    def __str__(self) -> str:
        said = REASONS[self.code].format(name=self.name, least=self.least, most=self.most)
        return f"{self.question}: {said}" if self.question else said


class PaperHasFaults(ValueError):
    """A paper that can't be set. `faults`: all that was found, in its order."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults
