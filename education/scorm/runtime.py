"""What a running package says of itself: the SCORM data model as flat elements, read with distrust.

Source: SCORM 1.2 Run-Time Environment, section 3.4; SCORM 2004 4th edition Run-Time Environment, chapter 4.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LARGEST = 512 * 1024  # characters of all values together
MOST_ELEMENTS = 5_000
LONGEST_VALUE = 64_000  # as suspend data in SCORM 2004
LONGEST_LOCATION = {False: 255, True: 1000}
ELEMENT = re.compile(r"cmi(?:\.[a-z][a-z_]{0,39}|\.[0-9]{1,5}){1,8}")
STATUSES_12 = {"passed", "completed", "failed", "incomplete", "browsed", "not attempted"}
COMPLETIONS = {"completed", "incomplete", "not attempted", "unknown"}
SUCCESSES = {"passed", "failed", "unknown"}
NUMBERS = ("score.raw", "score.min", "score.max", "score.scaled", "progress_measure")
TIME_12 = re.compile(r"([0-9]{1,4}):([0-9]{2}):([0-9]{2}(?:\.[0-9]{1,2})?)")
TIME_2004 = re.compile(
    r"P(?:([0-9]{1,4})D)?(?:T(?:([0-9]{1,5})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,8}(?:\.[0-9]{1,2})?)S)?)?"
)
# What the prison says at every start, whatever came back.
OURS = ("student_id", "student_name", "learner_id", "learner_name", "credit", "lesson_mode", "mode", "entry", "exit")
ALSO_OURS = ("session_time", "total_time", "launch_data", "mastery_score", "scaled_passing_score", "max_time_allowed")


class StateRefused(ValueError):
    """What the package says cannot be kept. `element` names the place, `fault` what is wrong with it."""

    def __init__(self, element: str, fault: str) -> None:
        super().__init__(f"{element}: {fault}")
        self.element, self.fault = element, fault


@dataclass(frozen=True)
class Standing:
    """What a state says. `score` in percent; `measure`: how much is done, 0 to 1; `seconds` of the session."""

    completion: str = "unknown"
    success: str = "unknown"
    score: float | None = None
    measure: float = 0.0
    location: str = ""
    seconds: int | None = None


def read_state(said: Any, *, is_2004: bool) -> dict[str, str]:
    """The elements that hold something, checked. Raises StateRefused.

    Suspend data may have 64,000 characters in either edition: 4,096 are SCORM 1.2's own bound, which packages of
    today pass, and a refusal would lose what somebody did.
    """
    if not isinstance(said, dict) or len(said) > MOST_ELEMENTS:
        raise StateRefused("cmi", "too many elements" if isinstance(said, dict) else "no object")
    state: dict[str, str] = {}
    for element, value in said.items():
        if not ELEMENT.fullmatch(element):
            raise StateRefused("cmi", "no such element")
        if not isinstance(value, str):
            raise StateRefused(element, "not text")
        if len(value) > LONGEST_VALUE or "\x00" in value or _unpaired(value):
            raise StateRefused(element, "too long" if len(value) > LONGEST_VALUE else "not text")
        if value:
            state[element] = value
    if sum(map(len, state.values())) > LARGEST:
        raise StateRefused("cmi", "too long")
    _check_words(state, is_2004)
    return state


def _unpaired(value: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in value)


def _check_words(state: Mapping[str, str], is_2004: bool) -> None:
    core = "cmi." if is_2004 else "cmi.core."
    allowed = (
        {"cmi.completion_status": COMPLETIONS, "cmi.success_status": SUCCESSES}
        if is_2004
        else {"cmi.core.lesson_status": STATUSES_12}
    )
    for element, words in allowed.items():
        if state.get(element, next(iter(words))) not in words:
            raise StateRefused(element, "no such status")
    place = f"{core}location" if is_2004 else f"{core}lesson_location"
    if len(state.get(place, "")) > LONGEST_LOCATION[is_2004]:
        raise StateRefused(place, "too long")
    for name in NUMBERS:
        if f"{core}{name}" in state and number(state[f"{core}{name}"]) is None:
            raise StateRefused(f"{core}{name}", "no number")
    session = state.get(f"{core}session_time")
    if session and seconds_of(session) is None:
        raise StateRefused(f"{core}session_time", "no time")


def standing(state: Mapping[str, str], *, is_2004: bool, mastery: float | None = None) -> Standing:
    """What a checked state says. `mastery` in the package's own scale decides where the package names no success."""
    if is_2004:
        return _standing_2004(state, mastery)
    status = state.get("cmi.core.lesson_status", "not attempted")
    raw = number(state.get("cmi.core.score.raw", ""))
    score = percent(raw, state.get("cmi.core.score.min", ""), state.get("cmi.core.score.max", ""))
    success = status if status in SUCCESSES else "unknown"
    done = status in ("passed", "completed", "failed")
    if status == "completed" and mastery is not None and raw is not None:
        success = "passed" if raw >= mastery else "failed"
    return Standing(
        completion="completed" if done else "not attempted" if status == "not attempted" else "incomplete",
        success=success,
        score=score,
        measure=1.0 if done else 0.0,
        location=state.get("cmi.core.lesson_location", ""),
        seconds=seconds_of(state.get("cmi.core.session_time", "")),
    )


def _standing_2004(state: Mapping[str, str], mastery: float | None) -> Standing:
    scaled = number(state.get("cmi.score.scaled", ""))
    score = None if scaled is None else max(0.0, min(100.0, scaled * 100))
    if score is None:
        raw = number(state.get("cmi.score.raw", ""))
        score = percent(raw, state.get("cmi.score.min", ""), state.get("cmi.score.max", ""))
    success = state.get("cmi.success_status", "unknown")
    if mastery is not None and scaled is not None:
        success = "passed" if scaled >= mastery else "failed"
    completion = state.get("cmi.completion_status", "unknown")
    measure = number(state.get("cmi.progress_measure", "")) or 0.0
    return Standing(
        completion=completion,
        success=success,
        score=score,
        measure=1.0 if completion == "completed" else max(0.0, min(1.0, measure)),
        location=state.get("cmi.location", ""),
        seconds=seconds_of(state.get("cmi.session_time", "")),
    )


def number(text: str) -> float | None:
    """A finite number as packages write it, or None."""
    if not re.fullmatch(r"\s*[+-]?(?:[0-9]{1,12}(?:\.[0-9]{0,12})?|\.[0-9]{1,12})(?:[eE][+-]?[0-9]{1,2})?\s*", text):
        return None
    found = float(text)
    return found if math.isfinite(found) else None


def percent(raw: float | None, least: str, most: str) -> float | None:
    """A raw score between its bounds in percent, 0 to 100; without bounds it counts as percent already."""
    if raw is None:
        return None
    low, high = number(least) or 0.0, number(most)
    if high is None or high <= low:
        low, high = 0.0, 100.0
    return max(0.0, min(100.0, (raw - low) / (high - low) * 100))


def seconds_of(time: str) -> int | None:
    """Seconds of a time span of either edition (HHHH:MM:SS.SS, P1DT2H3M4S), or None."""
    if found := TIME_12.fullmatch(time):
        hours, minutes, seconds = found.groups()
        return int(hours) * 3600 + int(minutes) * 60 + int(float(seconds))
    found = TIME_2004.fullmatch(time)
    if not found or not any(found.groups()):
        return None
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return int(days * 86_400 + hours * 3600 + minutes * 60 + seconds)


def start(
    state: Mapping[str, str],
    *,
    is_2004: bool,
    learner: str,
    seconds: int,
    launch_data: str = "",
    mastery: float | None = None,
    max_time: str = "",
) -> dict[str, str]:
    """What a package finds when it starts: what it left, and what the prison says of the session.

    learner  an opaque name: a stranger's program is told nobody's.
    What was left is given back however the package ended, so that nobody begins again because a lid was closed.
    """
    left = {element: value for element, value in state.items() if element.rsplit(".", 1)[-1] not in OURS + ALSO_OURS}
    entry = "resume" if left else "ab-initio"
    if is_2004:
        said = {
            "learner_id": learner,
            "mode": "normal",
            "credit": "credit",
            "entry": entry,
            "total_time": f"PT{seconds}S",
            "launch_data": launch_data,
            "scaled_passing_score": "" if mastery is None else f"{mastery:g}",
            "max_time_allowed": max_time,
        }
        return left | {f"cmi.{name}": value for name, value in said.items() if value}
    core = {
        "student_id": learner,
        "lesson_mode": "normal",
        "credit": "credit",
        "entry": entry,
        "total_time": f"{seconds // 3600:04}:{seconds // 60 % 60:02}:{seconds % 60:02}",
    }
    more = {
        "cmi.launch_data": launch_data,
        "cmi.student_data.mastery_score": "" if mastery is None else f"{mastery:g}",
        "cmi.student_data.max_time_allowed": max_time,
    }
    return left | {f"cmi.core.{name}": value for name, value in core.items()} | {k: v for k, v in more.items() if v}
