"""The main job, whole: a person's record goes from a prison to an agency's browser, and the receipt comes back.

Two real servers, a real browser, real HTTP; on PostgreSQL where the run is. The journey itself searches what central
holds for every name, date, number and answer of the roll, and fails on the first that it finds.
"""

from pathlib import Path

import pytest

from deploy.demonstration.travel import travel

SHARED = Path(__file__).parents[3] / "shared" / "hmpps"

INPUTS: list[dict[str, Path]] = [{}]  # the project's own cohort; and the service's files where they lie beside it
if SHARED.exists():
    INPUTS.append({"roll": SHARED / "prisoner-search-MDI.json", "questions": SHARED / "question-sets"})

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("inputs", INPUTS, ids=lambda inputs: "service" if inputs else "built-in")
def test_the_record_goes_and_the_receipt_comes_back(inputs, databases, tmp_path, capfd):
    assert travel(**inputs, keep=tmp_path, databases=databases) == 0, capfd.readouterr()
    said = capfd.readouterr().out
    for step in ("line down", "line up", "granted answers shown", "receipt back", "searched central"):
        assert step in said
