"""Every page, as its own audience, with something to show: WCAG 2.2 AA by axe-core, and nothing to scroll sideways."""

import pytest

from deploy.demonstration.answers import PlainAnswerer
from deploy.demonstration.estate import build
from deploy.demonstration.journey import Journey
from deploy.demonstration.processes import running
from deploy.demonstration.steps import Steps
from deploy.demonstration.travel import every_step
from deploy.demonstration.visits import visit
from deploy.demonstration.walkers import Walker, browser
from tests.browser import axe, overflow

pytestmark = pytest.mark.browser


def test_every_page_can_be_used_by_everybody(tmp_path):
    faults: list[str] = []

    def look(walker: Walker, name: str, language: str) -> None:
        walker.page.set_viewport_size({"width": 320, "height": 800})
        if (wider := overflow(walker.page)) > 0:
            faults.append(f"{name} {language}: {wider} pixels wider than a small screen")
        walker.page.set_viewport_size({"width": 1280, "height": 800})
        faults.extend(f"{name} {language}: {fault}" for fault in axe(walker.page))
        looked.add((name, language))

    looked: set[tuple[str, str]] = set()
    steps = Steps()
    with running() as processes, browser() as chromium:
        estate = build(processes, tmp_path, say=steps.note)
        journey = Journey(estate, chromium, steps, None, PlainAnswerer())
        for step in every_step(journey):
            step()
        visit(journey, chromium, look)
    assert not faults, "\n".join(faults)
    assert len(looked) > 60
