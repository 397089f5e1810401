"""What a package finds when it starts: what it left, and what the prison says of the session.

Source: SCORM 1.2 Run-Time Environment, 3.4; SCORM 2004 4th edition Run-Time Environment, chapter 4.
"""

from collections.abc import Mapping
from dataclasses import dataclass

# What the prison says at every start, whatever came back.
OURS = ("student_id", "student_name", "learner_id", "learner_name", "credit", "lesson_mode", "mode", "entry", "exit")
ALSO_OURS = ("session_time", "total_time", "launch_data", "mastery_score", "scaled_passing_score", "max_time_allowed")
MANIFESTS = ("time_limit_action", "completion_threshold")


@dataclass(frozen=True)
class Told:
    """What the manifest and the prison say of one activity; what is "" or None is not said.

    learner  an opaque name: a stranger's program is told nobody's. seconds: spent before.
    objectives  their IDs in SCORM 2004, which the package finds in this order.
    """

    learner: str
    seconds: int
    launch_data: str = ""
    mastery: float | None = None
    max_time: str = ""
    time_limit_action: str = ""
    threshold: float | None = None
    objectives: tuple[str, ...] = ()


def start(state: Mapping[str, str], told: Told, *, is_2004: bool) -> dict[str, str]:
    """Element → value. What was left is given back however the package ended, so that nobody begins again because a
    lid was closed.
    """
    ours = OURS + ALSO_OURS + MANIFESTS
    left = {element: value for element, value in state.items() if element.rsplit(".", 1)[-1] not in ours}
    entry = "resume" if left else "ab-initio"
    return left | (_told_2004(told, entry, left) if is_2004 else _told_1_2(told, entry))


def _told_2004(told: Told, entry: str, left: Mapping[str, str]) -> dict[str, str]:
    said = {
        "learner_id": told.learner,
        "mode": "normal",
        "credit": "credit",
        "entry": entry,
        "total_time": f"PT{told.seconds}S",
        "launch_data": told.launch_data,
        "scaled_passing_score": _plain(told.mastery),
        "completion_threshold": _plain(told.threshold),
        "max_time_allowed": told.max_time,
        "time_limit_action": told.time_limit_action,
    }
    if not any(element.startswith("cmi.objectives.") for element in left):
        said |= {f"objectives.{n}.id": name for n, name in enumerate(told.objectives)}
    return {f"cmi.{name}": value for name, value in said.items() if value}


def _told_1_2(told: Told, entry: str) -> dict[str, str]:
    hours, minutes = told.seconds // 3600, told.seconds // 60 % 60
    core = {
        "student_id": told.learner,
        "lesson_mode": "normal",
        "credit": "credit",
        "entry": entry,
        "total_time": f"{hours:04}:{minutes:02}:{told.seconds % 60:02}",
    }
    more = {
        "cmi.launch_data": told.launch_data,
        "cmi.student_data.mastery_score": _plain(told.mastery),
        "cmi.student_data.max_time_allowed": told.max_time,
        "cmi.student_data.time_limit_action": told.time_limit_action,
    }
    return {f"cmi.core.{name}": value for name, value in core.items()} | {k: v for k, v in more.items() if v}


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:g}"
