"""`./deploy/demo --screenshots DIR`: the gallery and every page, phone and desktop wide, in English and Welsh."""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error as BrowserFault

from .answers import PlainAnswerer
from .estate import build
from .journey import Journey
from .processes import CommandFailed, DidNotBecomeReady, running
from .steps import Steps
from .travel import every_step
from .visits import visit
from .walkers import NoBrowser, Walker, WentWrong, browser

WIDTHS = {"phone": 390, "desktop": 1280}  # CSS pixels
README = {"cell-home", "staff-person", "agency-record"}  # what the README shows, at desktop width, in English


@dataclass
class Camera:
    """Takes what a page shows at both widths."""

    folder: Path
    readme: Path
    taken: int = 0

    def look(self, walker: Walker, name: str, language: str) -> None:
        for width_name, width in WIDTHS.items():
            walker.page.set_viewport_size({"width": width, "height": 800})
            walker.page.screenshot(path=self.folder / f"{name}-{width_name}-{language}.png", full_page=True)
            self.taken += 1
        if name in README and language == "en":
            walker.page.screenshot(path=self.readme / f"{name}.png")
        walker.page.set_viewport_size({"width": 1280, "height": 800})


def take(folder: Path, *, roll: Path | None = None, questions: Path | None = None) -> int:
    """Take every picture into `folder`, and those of the README into deploy/screenshots. Returns the exit status."""
    folder.mkdir(parents=True, exist_ok=True)
    readme = Path(__file__).parents[1] / "screenshots"
    readme.mkdir(exist_ok=True)
    steps = Steps()
    try:
        with tempfile.TemporaryDirectory(prefix="throughgate-") as data, running() as processes, browser() as chromium:
            estate = build(processes, Path(data), say=steps.note, roll=roll, questions=questions)
            journey = Journey(estate, chromium, steps, questions, PlainAnswerer())
            camera = Camera(folder, readme)
            for step in every_step(journey):
                step()
            visit(journey, chromium, camera.look)
    except (CommandFailed, DidNotBecomeReady, WentWrong, NoBrowser, BrowserFault) as fault:
        print(f"{type(fault).__name__}: {fault or fault.__doc__}", file=sys.stderr)
        return 1
    print(f"{camera.taken} pictures are in {folder}")
    return 0
