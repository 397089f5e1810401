"""From entry to the gate, to another prison and back in by a recall, as people do it: `resettled` and `elsewhere`."""

from pathlib import Path
from typing import Any

import pytest

from deploy.demonstration.processes import running
from deploy.demonstration.steps import Steps
from deploy.demonstration.walkers import browser
from tests.journeys.elsewhere import walk

pytestmark = pytest.mark.browser


def test_a_person_is_resettled_moved_released_and_recalled(
    databases: dict[str, str], tmp_path: Path, capfd: Any
) -> None:
    with running() as processes, browser() as chromium:
        walk(processes, tmp_path, chromium, Steps(), databases)
    said = capfd.readouterr().out
    for step in (
        "staff confirmed it",
        "agreed in the cell",
        "consent refused for one agency and given to another",
        "taken over on arrival",
        "release date moved a month",
        "asked anew at Leeds",
        "pack printed",
        "handed over from Leeds",
        "recalled and reopened",
        "pages of an officer",
        "searched central",
    ):
        assert step in said
