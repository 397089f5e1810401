"""Which questions ask the same: what a person has told once is offered again, and not asked anew."""

from collections.abc import Mapping

import yaml


class SameHasFaults(ValueError):
    """The file can't be used. `args[0]` names the line and what is wrong with it."""


def read_same(text: str) -> Mapping[str, tuple[str, ...]]:
    """Read the file: "PATHWAY.QUESTION" → the others that ask the same. Raises SameHasFaults."""
    said = yaml.safe_load(text)
    if not isinstance(said, dict) or set(said) != {"same"} or not isinstance(said["same"], list):
        raise SameHasFaults("the file has `same`, a list")
    found: dict[str, tuple[str, ...]] = {}
    for row in said["same"]:
        if not isinstance(row, dict) or set(row) != {"asks", "at"} or not isinstance(row["at"], list):
            raise SameHasFaults(f"{row}: a row has `asks` and `at`, a list of PATHWAY.QUESTION")
        for one in row["at"]:
            if not isinstance(one, str) or one.count(".") != 1:
                raise SameHasFaults(f"{row['asks']}: {one} is not PATHWAY.QUESTION")
            if one in found:
                raise SameHasFaults(f"{row['asks']}: {one} asks something else already")
            found[one] = tuple(other for other in row["at"] if other != one)
    return found
