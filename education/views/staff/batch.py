"""The same decision for many, each on its own, and undone together."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Prisoner
from accounts.views.door import Request
from accounts.views.sign_in import own
from education.acts import deciding
from education.acts.deciding import Before
from education.forms.reasons import staff_reason
from education.models import Enrolment

MOST = 100  # people at a time
DONE = "learning_decided"  # in the session: what was just decided, as [id, state before, revision after], to undo it


def chosen(request: Request) -> list[UUID]:
    """The ids whose boxes were ticked, the first MOST. What is no id is left out."""
    found = []
    for text in request.POST.getlist("one")[:MOST]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def do_to_each(request: Request, things: Iterable[Any], act: Callable[[Any], Enrolment]) -> int:
    """Call `act` for each in a transaction of its own; says what became of them, and keeps what can be undone."""
    done: list[list[Any]] = []
    states: list[str] = []
    left: list[tuple[Any, ValueError]] = []
    for thing in things:
        before = thing.state if isinstance(thing, Enrolment) else _state_of(request, thing)
        try:
            decided = act(thing)
        except ValueError as fault:
            left.append((thing, fault))
        else:
            done.append([str(decided.pk), before, decided.revision])
            states.append(decided.state)
    if done:
        request.session[DONE] = done
        n = len(done)
        said = ngettext("%(n)s person is decided", "%(n)s people are decided", n) % {"n": n}
        became = Counter(str(Enrolment.State(state).label) for state in states)
        messages.success(request, ". ".join([said, *(f"{label}: {many}" for label, many in became.items())]))
    for thing, refusal in left[:10]:
        person = thing if isinstance(thing, Prisoner) else thing.prisoner
        name = person.name if person else _("A member of staff")
        messages.warning(request, f"{name}: {why(refusal)}")
    return len(done)


def _state_of(request: Request, person: Prisoner) -> str:
    """What this person's open enrolment was before; "" without one. Queries: 1."""
    assert request.resolver_match is not None
    course: UUID = request.resolver_match.kwargs["course_id"]
    mine = Enrolment.objects.filter(prisoner=person, course_id=course).open()
    return mine.values_list("state", flat=True).first() or ""


def undo_all(request: Request) -> None:
    """Undo what was decided last, each on its own. Queries: about 11 each."""
    noted = request.session.pop(DONE, [])
    ours = Enrolment.objects.visible_to(request.reach).in_bulk([pk for pk, _state, _revision in noted])
    known = [(ours[UUID(pk)], state, revision) for pk, state, revision in noted if UUID(pk) in ours]
    undone = 0
    # Places last: one that is given back goes to who waits, and whoever was put on the list is to be off it by then.
    for held, state, revision in sorted(known, key=lambda one: one[0].state == Enrolment.State.PLACED):
        try:
            deciding.undo(enrolment=held, before=Before(state, revision), by=own(request), at=timezone.now())
        except deciding.NothingToUndo:
            continue
        undone += 1
    if undone:
        messages.success(request, ngettext("%(n)s is undone", "%(n)s are undone", undone) % {"n": undone})
    if undone < len(noted) or not noted:
        messages.warning(request, _("Not everything can be undone: too late, seen by the person, or study has begun"))


def why(fault: Exception) -> str:
    """Why one of many was left out, in words."""
    if isinstance(fault, deciding.DecidedAlready):
        who = fault.enrolment.decided_by
        state = {"state": fault.enrolment.get_state_display()}
        if who is None:
            return _("it stands otherwise now: %(state)s") % state
        return _("%(name)s has decided already: %(state)s") % {"name": who.name, **state}
    if isinstance(fault, deciding.NotForThem):
        return _("not for them: %(why)s") % {"why": "; ".join(staff_reason(one) for one in fault.reasons)}
    said: dict[type[Exception], str] = {
        deciding.NoPlaceFree: _("no place is free"),
        deciding.NotPublished: _("the course is not published"),
        deciding.NothingSaid: _("say why in words first"),
        deciding.SaysTooMuch: _("use 500 letters or fewer"),
    }
    return said.get(type(fault), _("somebody has changed it meanwhile"))
