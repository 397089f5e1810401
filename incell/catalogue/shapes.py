"""Kinds of request as data: frozen, so that they can be shared between requests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256

from incell import questions
from incell.questions import QuestionSet, Text

from .working import working_day_after

GROUPS = ("PHONE_AND_MONEY", "PEOPLE", "VISITS", "HEALTH", "DAILY_LIFE", "LEAVING", "LEGAL")
TEAMS = (
    "WING",
    "BUSINESS_HUB",
    "CONTACTS",
    "VISITS",
    "PUBLIC_PROTECTION",
    "SAFER_CUSTODY",
    "HEALTHCARE",
    "LIBRARY",
    "RESETTLEMENT",
)


class Way(StrEnum):
    """What else happens to a request of this kind, beside being answered."""

    PLAIN = "PLAIN"
    SOCIAL_CONTACT = "SOCIAL_CONTACT"  # goes through vetting
    OFFICIAL_CONTACT = "OFFICIAL_CONTACT"  # its own, shorter way
    REMOVE_CONTACT = "REMOVE_CONTACT"
    CONTACT_LIST = "CONTACT_LIST"  # the approved list is printed for the person
    VISIT = "VISIT"
    AGENCY = "AGENCY"  # a message to a named agency
    PRIVILEGED = "PRIVILEGED"  # sealed: staff see that it exists, never what it says


WAYS = tuple(Way)


class Means(StrEnum):
    """What an answer of one line is, beside being text. The questions' format has no such types."""

    PAST_DAY = "PAST_DAY"  # a date as 17/4/1990, today or before
    COMING_DAY = "COMING_DAY"  # a date as 17/4/2027, today or within a year
    PHONE = "PHONE"
    NAME = "NAME"  # of a person: some letters, 80 characters at most
    OFFICE = "OFFICE"  # the name of a firm or office: some letters, 120 characters at most
    OWN_CONTACT = "OWN_CONTACT"  # chosen from the person's own contacts
    AGENCY = "AGENCY"  # chosen from the agencies that a prison works with
    LEGAL_AGENCY = "LEGAL_AGENCY"  # chosen from those whose letters nobody else may read


CHOSEN = (Means.OWN_CONTACT, Means.AGENCY, Means.LEGAL_AGENCY)


@dataclass(frozen=True)
class Source:
    """One kind as it is kept: its entry of kinds.yml as JSON, its question file and the overlays beside that."""

    head: Mapping[str, object]
    text: str
    overlays: Mapping[str, str]

    @property
    def digest(self) -> str:
        """SHA-256, hex, over all three."""
        whole = [dict(sorted(self.head.items())), self.text, dict(sorted(self.overlays.items()))]
        return sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Kind:
    """One kind of request.

    days        days to an answer, 1 to 60: calendar days, or with `works` working days but for those of `closed`.
    open, week  how many of one person may be open at a time, and how many may be sent in seven days; 0: no limit.
    means       question id → what its answer is, for those that are more than text.
    """

    code: str
    version: int
    group: str
    icon: str
    name: Text
    about: Text
    team: str
    days: int
    open: int
    week: int
    way: Way
    asked: QuestionSet
    means: Mapping[str, Means] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False)
    works: bool = False
    closed: frozenset[date] = frozenset()

    def due_on(self, sent_on: date) -> date:
        """The day by which what is sent on this one is answered."""
        if self.works:
            return working_day_after(sent_on, self.days, self.closed)
        return sent_on + timedelta(days=self.days)

    def told(self, lang: str) -> Kind:
        """The same in another language; a text without a translation stays English and says so."""
        other = self.words.get(lang, {})

        def of(text: Text, key: str) -> Text:
            return Text(other[key], lang) if other.get(key) else text

        return replace(
            self,
            name=of(self.name, "name"),
            about=of(self.about, "about"),
            asked=questions.translated(self.asked, lang),
        )

    @property
    def slug(self) -> str:
        """The kind in an address: ADD_SOCIAL_CONTACT is add-social-contact."""
        return self.code.lower().replace("_", "-")

    @property
    def is_private(self) -> bool:
        return self.way is Way.PRIVILEGED
