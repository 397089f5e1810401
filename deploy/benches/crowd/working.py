"""People who work on while the line is busy: what they send, and how long each answer takes them."""

import http.client
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

PAUSE = 0.02  # seconds between two answers and the next request: a wing's worth of people, not a flood


@dataclass(frozen=True)
class Save:
    """One form that is sent: its path, its members, the cookies of who sends it, the status that says it was kept."""

    path: str
    form: Mapping[str, str]
    cookies: Mapping[str, str]
    kept: int


def p95(port: int, saves: Sequence[Save], go_on: Callable[[], bool], *, least: int = 40) -> float:
    """Seconds within which 95 of 100 answers came: the saves in turn, one after the other, while `go_on` says so.

    Raises AssertionError for an answer of another status, and for fewer than `least` answers.
    """
    took: list[float] = []
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    turn = 0
    while go_on() and turn < len(saves):
        save = saves[turn]
        turn += 1
        began = time.perf_counter()
        line.request("POST", save.path, urlencode(save.form), _headers(save.cookies))
        answer = line.getresponse()
        answer.read()
        took.append(time.perf_counter() - began)
        assert answer.status == save.kept, f"{save.path}: {answer.status}"
        time.sleep(PAUSE)
    line.close()
    assert len(took) >= least, f"only {len(took)} answers"
    return sorted(took)[int(len(took) * 0.95)]


def _headers(cookies: Mapping[str, str]) -> dict[str, str]:
    kept = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return {"Host": "localhost", "Content-Type": "application/x-www-form-urlencoded", "Cookie": kept}
