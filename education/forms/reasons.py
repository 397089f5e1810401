"""Reasons as staff read them: why a course is not for somebody, and why somebody is stuck."""

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Cohort
from education.acts.clashing import Clash, Clashing
from education.acts.standing import Stuck, Why
from education.acts.suiting import Bar, Reason


def staff_reason(reason: Reason) -> str:
    """Why somebody can't ask for a course, in staff's words."""
    if reason.bar is Bar.FIRST:
        return _("first %(courses)s") % {"courses": ", ".join(course.title for course in reason.courses)}
    if reason.bar is Bar.COHORT:
        return _("only for %(whom)s") % {"whom": ", ".join(str(dict(Cohort.choices)[code]) for code in reason.about)}
    if reason.bar is Bar.WING:
        return _("only for wings %(wings)s") % {"wings": ", ".join(reason.about)}
    if reason.bar is Bar.LANGUAGE:
        return _("only for who reads %(language)s") % {"language": dict(settings.LANGUAGES).get(reason.about[0], "")}
    return {Bar.OPEN: _("asked already"), Bar.DONE: _("completed"), Bar.NOT_HERE: _("not open")}[reason.bar]


def stuck_words(why: Why) -> str:
    """Why somebody does not get on, in staff's words."""
    unit = why.unit.title if why.unit else ""
    if why.stuck is Stuck.FAILS:
        return _("Not passed %(n)d times: %(unit)s") % {"n": why.n, "unit": unit}
    if why.stuck is Stuck.MARKING:
        return _("Waits %(n)d days for marking: %(unit)s") % {"n": why.n, "unit": unit}
    if why.stuck is Stuck.ABSENT:
        return _("Missed the last %(n)d classes") % {"n": why.n}
    return _("No step for %(n)d days") % {"n": why.n}


def clash_words(one: Clashing) -> str:
    """What is in the way of a timetable, in staff's words; the moments stand beside it."""
    if one.clash is Clash.APART:
        named = {"name": one.prisoner.name if one.prisoner else ""}
        return _("%(name)s must be kept apart from somebody in this class. Place one of them elsewhere") % named
    assert one.other is not None  # every other kind has the session that is in the way
    about = {"course": one.other.course.title, "room": one.other.room, "tutor": one.other.tutor.name}
    if one.clash is Clash.LEARNER:
        about |= {"name": one.prisoner.name if one.prisoner else ""}
        return _("%(name)s has %(course)s then") % about
    if one.clash is Clash.TUTOR:
        return _("%(tutor)s teaches %(course)s then") % about
    return _("%(course)s meets in %(room)s then") % about
