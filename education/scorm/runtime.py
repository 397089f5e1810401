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
OBJECTIVE = re.compile(r"cmi\.objectives\.([0-9]{1,5})\.(id|success_status|completion_status|score\.scaled)")
COMPLETIONS = {"completed", "incomplete", "not attempted", "unknown"}
SUCCESSES = {"passed", "failed", "unknown"}
NUMBERS = ("score.raw", "score.min", "score.max", "score.scaled", "progress_measure")
TIME_12 = re.compile(r"([0-9]{1,4}):([0-9]{1,2}):([0-9]{1,2}(?:\.[0-9]{0,9})?)")
TIME_2004 = re.compile(  # as packages write it: "P0S" too, and more decimals than two
    r"P(?:([0-9]{1,4})Y)?(?:([0-9]{1,4})M)?(?:([0-9]{1,4})W)?(?:([0-9]{1,4})D)?"
    r"T?(?:([0-9]{1,5})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,8}(?:\.[0-9]{0,9})?)S)?"
)
SECONDS = (31_557_600, 2_629_800, 604_800, 86_400, 3_600, 60, 1)  # a year, a month, a week, a day …


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
    """The elements that hold something, checked. Raises StateRefused; never for a time that can't be read.

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


def standing(
    state: Mapping[str, str], *, is_2004: bool, mastery: float | None = None, threshold: float | None = None
) -> Standing:
    """What a checked state says. `mastery` in the package's own scale decides where the package names no success,
    `threshold`, 0 to 1, whether it is complete where it tells how much of it is done.
    """
    if is_2004:
        return _standing_2004(state, mastery, threshold)
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


def _standing_2004(state: Mapping[str, str], mastery: float | None, threshold: float | None) -> Standing:
    scaled = number(state.get("cmi.score.scaled", ""))
    score = None if scaled is None else max(0.0, min(100.0, scaled * 100))
    if score is None:
        raw = number(state.get("cmi.score.raw", ""))
        score = percent(raw, state.get("cmi.score.min", ""), state.get("cmi.score.max", ""))
    success = state.get("cmi.success_status", "unknown")
    if mastery is not None and scaled is not None:
        success = "passed" if scaled >= mastery else "failed"
    completion = state.get("cmi.completion_status", "unknown")
    told = number(state.get("cmi.progress_measure", ""))
    if threshold is not None and told is not None:
        completion = "completed" if told >= threshold else "incomplete"
    measure = told or 0.0
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
    return int(sum(float(part or 0) * each for part, each in zip(found.groups(), SECONDS, strict=True)))


def objectives_of(state: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What a state of SCORM 2004 says of its objectives: their ID → success_status, completion_status, score.scaled."""
    found: dict[str, dict[str, str]] = {}
    for element, value in state.items():
        if said := OBJECTIVE.fullmatch(element):
            found.setdefault(said[1], {})[said[2]] = value
    return {one.pop("id"): one for one in found.values() if "id" in one}
