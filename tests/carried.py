"""Somebody with a passport and a link, for tests on the line between a prison and central."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from accounts.access import give
from accounts.models import Role, User
from passport import pocket
from passport.acts import links
from passport.acts.received_links import fetch_link
from passport.acts.sections import open_passport
from passport.acts.words import write_my_words
from passport.models import Passport
from tests.cast import PrisonerFactory, UserFactory
from tests.two_nodes import Line

WORDS = "I want to be a joiner in Wath."
"""Words of the person that no other place may show."""


@dataclass
class Carrier:
    """A person who signs in, their practitioner, and both nodes."""

    line: Line
    user: User
    staff: User
    passport: Passport
    made: links.Made | None = field(default=None)

    @property
    def now(self) -> datetime:
        return self.line.now

    @property
    def born(self) -> str:
        return self.passport.prisoner.date_of_birth.isoformat()

    def make(self, **more: Any) -> links.Made:
        asked = {"parts": ["MY_WORDS"], "asked": True, "by": self.staff, "at": self.now} | more
        self.made = links.make_link(passport=self.passport, **asked)
        return self.made

    def carry(self) -> None:
        self.line.courier().round()

    def fetch(self, link: pocket.Link | None = None, **more: Any) -> str:
        """As the page does at central: the paper's text."""
        assert self.made is not None
        link = link or self.made.link
        ticket = pocket.read_ticket(pocket.ticket_of(link, more.get("born", self.born)))
        with self.line.at_central():
            file = fetch_link(link=link.id, ticket=ticket, at=self.now)
        return pocket.open_link(file, link, self.born).decode()


@pytest.fixture
def carrier(line: Line) -> Carrier:
    prisoner = PrisonerFactory(number="A7391QZ", first_name="Zebadiah", last_name="Quillworth", signs_in=True)
    staff = UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER])
    give(staff, ["work_with_prisoner"], prisoner)
    passport = open_passport(prisoner=prisoner, by="node:MDI", at=line.now)
    write_my_words(passport=passport, text=WORDS, by=prisoner.user, at=line.now)
    made = Carrier(line, prisoner.user, staff, passport)
    made.carry()  # the two have met: central has said what it reads
    return made
