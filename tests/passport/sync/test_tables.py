"""Every table says what becomes of it when a prison is restored; those of the copy do come back."""

from collections import Counter
from pathlib import Path

import yaml
from django.apps import apps

from passport import sync
from tests.restores import come_back, empty

FATES = {"journalled", "backed_up", "lost"}
SAID = yaml.safe_load((Path(sync.__file__).parent / "tables.yml").read_text())


def test_every_table_is_listed_once():
    listed = Counter(name for fate in SAID.values() for name in fate)
    assert SAID.keys() == FATES
    assert set(listed) == {model._meta.label for model in apps.get_models()}
    assert [name for name, count in listed.items() if count > 1] == []


def test_what_is_lost_says_why_and_what_is_journalled_says_how():
    assert all(str(why).strip() for fate in ("journalled", "lost") for why in SAID[fate].values())


def rows() -> dict[str, int]:
    """How many rows there are in each table that comes back by the copy."""
    labels = [label for label, how in SAID["journalled"].items() if how.startswith(("copy", "rows"))]
    return {label: apps.get_model(label)._default_manager.count() for label in labels}


def test_what_comes_back_by_the_copy_comes_back(line):
    agency, key = line.agency()
    line.passport()
    line.write("MY_WORDS", "Some words.", readers=[key.public])
    line.hand_over(agency, key, "IDENTITY", "MY_WORDS")
    line.courier().round()
    before = rows()
    empty(line)
    come_back(line)
    assert rows() == before
    assert before["passport.Handover"] == before["passport.Passport"] == 1
