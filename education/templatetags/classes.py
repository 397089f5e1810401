"""What a person's timetable shows of their courses."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone

from accounts.models import Audience
from accounts.views.door import Step
from education.forms import plain
from education.models import Session

register = template.Library()
MOST = 60  # sessions on one timetable


@dataclass(frozen=True)
class OnTimetable:
    """One session as an entry of a timetable: the page's other entries have the same names."""

    session: Session

    @property
    def title(self) -> str:
        return plain.title_of(self.session.course)[0]

    @property
    def starts_at(self) -> datetime:
        return self.session.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.session.ends_at

    @property
    def place(self) -> str:
        return self.session.room

    @property
    def with_whom(self) -> str:
        return self.session.tutor.name

    @property
    def cancelled_at(self) -> datetime | None:
        return self.session.cancelled_at

    @property
    def was_at(self) -> datetime | None:
        return self.session.was_at

    @property
    def href(self) -> str:
        return reverse("education:course", args=[self.session.course_id])


@register.simple_tag(takes_context=True)
def my_classes(context: template.Context) -> list[OnTimetable]:
    """The sessions from today on of the courses that one studies, the next MOST. Queries: 1."""
    request: Any = context.get("request")
    if getattr(request, "step", Step.OUTSIDE) != Step.IN or request.user.audience != Audience.PRISONER:
        return []
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time()))
    mine = Session.objects.visible_to(request.reach).filter(starts_at__gte=midnight)
    return [OnTimetable(one) for one in mine.select_related("course", "tutor")[:MOST]]
