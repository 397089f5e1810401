"""Short answers in words: the same in other letters, and nearly the same."""

import unicodedata


def fold(text: str, *, case: bool, accents: bool) -> str:
    """Without what does not count: spaces at the ends and more than one, full stops at the end, capitals, accents."""
    said = unicodedata.normalize("NFKC", text).replace("’", "'")
    if not case:
        said = said.casefold()
    if not accents:
        parts = unicodedata.normalize("NFD", said)
        said = unicodedata.normalize("NFC", "".join(one for one in parts if not unicodedata.combining(one)))
    return " ".join(said.split()).rstrip(" .!")


def distance(one: str, other: str, most: int) -> int:
    """How many letters must be put in, left out, changed or swapped with the next; `most` + 1 for any more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, another in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != another))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == another:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most and (i == 1 or min(before) > most):
            return most + 1
    return min(row[-1], most + 1)
