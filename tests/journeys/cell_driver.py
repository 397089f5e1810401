"""The prison's own process for journeys in the cell: a line of JSON in, a line of JSON out."""

import json
import sys
from datetime import timedelta
from io import BytesIO
from typing import Any

import django

django.setup()

from django.db import connections  # noqa: E402  (needs the line above)
from django.utils import timezone  # noqa: E402

from accounts.acts.pin import change_pin, issue_first_pin, reset_pin  # noqa: E402
from accounts.acts.terminals import register_terminal, revoke_terminal  # noqa: E402
from accounts.models import AuditEntry, Prison, Prisoner, Terminal, User  # noqa: E402
from education.acts.packages import import_package  # noqa: E402
from education.models import Attempt, Course, Progress, QuizAttempt  # noqa: E402
from incell.acts.kinds import load_kinds  # noqa: E402
from incell.models import QueuedAct, Request, RequestEvent  # noqa: E402
from tests.cast import PIN, PrisonerFactory, UserFactory  # noqa: E402
from tests.courses import placed  # noqa: E402
from tests.lessons import a_full_course, studying  # noqa: E402
from tests.packages import single  # noqa: E402


def begin(*people: list[str]) -> str:
    """People with PINs of their own, the kinds of request, staff; returns the code of a new terminal."""
    at = timezone.now()
    load_kinds(by="node:MDI", at=at)
    officer = UserFactory(username="wing@mdi.example", roles=["WING_OFFICER", "PRISON_ADMINISTRATOR"])
    for number, first, last in people:
        person = PrisonerFactory(number=number, first_name=first, last_name=last)
        issue_first_pin(prisoner=person, by=officer, at=at)
        change_pin(user=User.objects.get(username=number), new=PIN, at=at)
    return terminal()


def terminal() -> str:
    """The one-time code of a new terminal."""
    officer = User.objects.get(username="wing@mdi.example")
    return register_terminal(kind="CELL", location="2-3-030", by=officer, at=timezone.now())[1]


def revoke() -> None:
    officer = User.objects.get(username="wing@mdi.example")
    for each in Terminal.objects.usable():
        revoke_terminal(terminal=each, by=officer, at=timezone.now())


def new_pin(number: str, pin: str) -> None:
    """As after a visit to the wing office: a new first PIN, and then this one of their own."""
    at = timezone.now()
    officer = User.objects.get(username="wing@mdi.example")
    reset_pin(prisoner=Prisoner.objects.get(number=number), by=officer, at=at)
    change_pin(user=User.objects.get(username=number), new=pin, at=at)


def answer_all() -> None:
    """Nothing that was asked stays open."""
    Request.objects.open().update(state="DECLINED", decided_at=timezone.now())


def requests() -> list[dict[str, Any]]:
    """What was asked, in the order in which it came."""
    return [
        {
            "who": request.prisoner.number,
            "kind": request.code,
            "words": request.words,
            "how": request.how,
            "language": request.language,
            "clock": RequestEvent.objects.filter(request=request, words__contains="clock").exists(),
            "sane": timedelta() <= request.sent_at - request.written_at < timedelta(hours=1),
        }
        for request in Request.objects.select_related("prisoner").order_by("sent_at")
    ]


def quiz(number: str) -> str:
    """A place on a course for somebody; the path of its quiz."""
    made = a_full_course(title=f"Quiz {Course.objects.count()}")
    enrolment = studying(User.objects.get(username=number), made["course"])
    return f"/me/learning/unit/{enrolment.pk}/{made['quiz'].pk}/"


def answered() -> dict[str, Any]:
    """What the newest attempt holds, and how often somebody answered in it."""
    attempt = QuizAttempt.objects.latest("began_at")
    lines = AuditEntry.objects.filter(verb="answer_question", whom=str(attempt.pk))
    return {"given": attempt.given(), "lines": lines.count()}


def package(number: str) -> str:
    """A place on a course with a package for somebody; the path of its parts."""
    at, prison = timezone.now(), Prison.objects.get(pk="MDI")
    held = import_package(file=BytesIO(single()), name="course.zip", prison=prison, by="command:import_course", at=at)
    unit = held.package.unit
    assert unit is not None
    Course.objects.filter(pk=unit.course_id).update(state=Course.State.PUBLISHED, published_at=at)
    enrolment = placed(unit.course, Prisoner.objects.get(number=number), at)
    return f"/me/learning/package/{enrolment.pk}/{unit.pk}/"


def kept() -> dict[str, Any]:
    """What the newest attempt at an activity of a package holds, and how its unit stands."""
    attempt = Attempt.objects.latest("began_at")
    progress = Progress.objects.filter(enrolment=attempt.enrolment_id).first()
    names = ("revision", "location", "score", "completion")
    return {name: getattr(attempt, name) for name in names} | {"state": progress.state if progress else ""}


def queued() -> list[list[str]]:
    return [[act.state, act.why] for act in QueuedAct.objects.order_by("received_at")]


if __name__ == "__main__":
    acts = {
        each.__name__: each
        for each in (answer_all, answered, begin, kept, new_pin, package, queued, quiz, requests, revoke, terminal)
    }
    for line in sys.stdin:
        asked, *arguments = json.loads(line)
        sys.stdout.write(json.dumps(acts[asked](*arguments), default=str) + "\n")
        sys.stdout.flush()
        connections.close_all()
