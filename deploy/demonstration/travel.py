"""`./deploy/demo --journey`: a real person's record from the prison to an agency's browser, step by step.

Two instances as real servers on free ports, real sign-ins in a headless Chromium, real HTTP between the nodes.
Ends 0 when every step went as it says, 1 at the first that did not.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from playwright.sync_api import Browser
from playwright.sync_api import Error as BrowserFault

from . import letters
from .estate import Estate, build
from .journey import Journey
from .processes import CommandFailed, DidNotBecomeReady, running
from .steps import Steps
from .walkers import NoBrowser, Walker, WentWrong, browser


def travel(
    *,
    roll: Path | None = None,
    questions: Path | None = None,
    keep: Path | None = None,
    databases: Mapping[str, str] | None = None,
) -> int:
    """Make the whole journey once. Prints each step. Returns the exit status.

    keep       a folder to work in and leave as it is; otherwise a temporary one, removed after a good end.
    databases  as in estate.build.
    """
    folder = keep or Path(tempfile.mkdtemp(prefix="throughgate-journey-"))
    steps = Steps()
    try:
        with running() as processes, browser() as chromium:
            estate = build(processes, folder, say=steps.note, roll=roll, questions=questions, databases=databases)
            try:
                _walk(estate, chromium, steps, roll, questions)
            except (WentWrong, BrowserFault):
                if Walker.last is not None:
                    print(f"The page that it stopped at: {Walker.last.picture(folder)}", file=sys.stderr)
                raise
    except (CommandFailed, DidNotBecomeReady, WentWrong, NoBrowser, BrowserFault, ValueError) as fault:
        print(
            f"\nStopped at step {steps.number + 1}: {type(fault).__name__}\n{fault or fault.__doc__}", file=sys.stderr
        )
        print(f"What was made is in {folder}", file=sys.stderr)
        return 1
    print(f"\nThe record went from the prison to the agency and the receipt came back, in {steps.seconds:.0f} s.")
    if keep is None:
        shutil.rmtree(folder)
    return 0


def _walk(estate: Estate, chromium: Browser, steps: Steps, roll: Path | None, questions: Path | None) -> None:
    journey = Journey(estate, chromium, steps, questions)
    for step in every_step(journey):
        step()
    journey.central_knows_nothing(roll)


def every_step(journey: Journey) -> list[Callable[[], None]]:
    """The record's way, and then a letter's to a lawyer and back."""
    return [*journey.steps_to_the_receipt(), *letters.steps_of(journey)]
