"""An app of the tests alone: it kills its own process (SIGKILL) at one step of a sync, as a power cut would.

A file, named by FALL_FILE, says where: "passport.sync.stages:move CUT SIGNED:after". It is deleted first, so that
the next process goes on.
"""

import importlib
import os
import signal
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from django.apps import AppConfig

AT_THE_COURIER = [
    "passport.sync.cut:cut",
    "passport.sync.stages:start",
    "passport.sync.stages:move CUT SIGNED",
    "passport.sync.stages:move SIGNED SENT",
    "passport.sync.stages:move SENT ACKNOWLEDGED",
    "passport.sync.stages:move ACKNOWLEDGED DONE",
    "passport.sync.courier:hear",
    "passport.sync.segment:write",
]
AT_CENTRAL = [
    "passport.sync.segment:read",
    "passport.sync.reception:fresh_of",
    "passport.sync.reception:check",
    "passport.sync.reception:apply",
    "passport.acts.received:record_segment",
    "passport.sync.exchange:count",
    "passport.sync.exchange:reply_to",
]
MOMENTS = ("before", "after")


class Falling(AppConfig):
    name = "tests.journeys"
    label = "falling"

    def ready(self) -> None:
        for place in {step.split()[0] for step in (*AT_THE_COURIER, *AT_CENTRAL)}:
            module, name = place.split(":")
            owner = importlib.import_module(module)
            setattr(owner, name, _may_fall(place, getattr(owner, name)))


def _may_fall(place: str, real: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(real)
    def step(*args: Any, **kwargs: Any) -> Any:
        stages = f" {args[0].stage} {args[1]}" if place.endswith(":move") else ""
        _fall_at(f"{place}{stages}:before")
        done = real(*args, **kwargs)
        _fall_at(f"{place}{stages}:after")
        return done

    return step


def _fall_at(here: str) -> None:
    file = Path(os.environ["FALL_FILE"])
    if file.exists() and file.read_text() == here:
        file.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
