"""A person's timetable under headings: today, tomorrow, this week, later, and after the day of leaving."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WEEK = 7  # days


class OnADay(Protocol):
    """What can stand on a timetable, whoever has put it there."""

    @property
    def starts_at(self) -> datetime: ...


@dataclass
class Part:
    """Some days under one heading. `says_day`: whether each entry says its day."""

    name: str | Promise
    says_day: bool
    entries: list[OnADay] = field(default_factory=list)


def parts_of(entries: Iterable[OnADay], today: date, release_on: date | None) -> list[Part]:
    """The entries, in order, under the headings that have some; today and tomorrow are always there."""
    now, tomorrow = Part(_("Today"), False), Part(_("Tomorrow"), False)
    week, later, out = Part(_("This week"), True), Part(_("Later"), True), Part(_("After you leave"), True)
    for entry in sorted(entries, key=lambda one: one.starts_at):
        on = timezone.localdate(entry.starts_at)
        if release_on and today <= release_on < on:
            out.entries.append(entry)
        elif on == today:
            now.entries.append(entry)
        elif on == today + timedelta(days=1):
            tomorrow.entries.append(entry)
        else:
            (week if on < today + timedelta(days=WEEK) else later).entries.append(entry)
    return [now, tomorrow, *(part for part in (week, later, out) if part.entries)]
