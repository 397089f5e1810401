"""A person who has told a lot: a passport with something on every page of the cell, and one with nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from accounts.models import Agency, Prisoner, Role, User
from education.models import Award
from passport.acts.agreements import approve_agreement, propose_agreement, refer
from passport.acts.reading import read_passport
from passport.acts.sections import open_passport, write_section
from passport.acts.words import write_my_words
from passport.models import Agreement, Answer, Handover, Passport, PathwayState
from tests.awards import a_judgement, a_skill
from tests.cast import NOW, AgencyFactory, Cast, UserFactory

SECRET = "He found out where my sister lives."
WORDS = "I can cook.\nI want to see my girls."


@dataclass
class Told:
    """`must` gets its part by law; `asks` waits for a yes or no; both are to meet the person."""

    passport: Passport
    must: Agency
    asks: Agency
    practitioner: User

    @property
    def person(self) -> Prisoner:
        return self.passport.prisoner


def report(*rows: tuple[str, list[str]]) -> dict[str, Any]:
    """A section as a submitted report writes it."""
    return {
        "kind": "report",
        "report": "BCST2",
        "title": "As staff call it",
        "lang": "en",
        "rows": [
            {"id": f"Q{n}", "question": asked, "answer": said, "depth": 0} for n, (asked, said) in enumerate(rows)
        ],
        "answers": {},
        "said_at": (NOW - timedelta(days=30)).isoformat(),
    }


SECTIONS = {
    "ACCOMMODATION": report(
        ("Where did the person in prison live before custody?", ["With family or friends", "With <his> sister"]),
        ("Does the person in prison have anywhere to live?", []),
    ),
    "HEALTH": report(("Is the person in prison registered with a GP surgery outside of prison?", ["No"])),
    "HEALTH_RESTRICTED": report(("Are there threats to the person in prison?", [SECRET])),
    "DRUGS_AND_ALCOHOL_RESTRICTED": report(("Has the person in prison overdosed?", ["Yes, twice"])),
}


TODAY = NOW + timedelta(days=2)


@pytest.fixture
def told(cast: Cast, node: object) -> Iterator[Told]:
    """Everything was told at NOW; the test itself runs two days later."""
    with time_machine.travel(TODAY):
        yield tell(cast)


def tell(cast: Cast) -> Told:
    person, staff = cast.prisoner.prisoner, cast.practitioner
    passport = open_passport(prisoner=person, by=staff, at=NOW)
    for sec, data in SECTIONS.items():
        write_section(passport=passport, sec=sec, data=data, by=staff, at=NOW)
    write_my_words(passport=passport, text=WORDS, by=cast.prisoner, at=NOW)
    PathwayState.objects.filter(passport=passport, pathway="HEALTH").update(status="SUPPORT_REQUIRED")
    must, asks = AgencyFactory(name="Sheffield Probation", kind="PROBATION"), AgencyFactory(name="Steel City Homes")
    agree(cast, passport, must, "STATUTORY", ["ACCOMMODATION", "HEALTH", "HEALTH_RESTRICTED"])
    agree(cast, passport, asks, "CONSENT", ["ACCOMMODATION", "MY_WORDS", "DRUGS_AND_ALCOHOL_RESTRICTED"])
    read_passport(passport=passport, by=staff, at=NOW, why="report")
    opened_by(must, passport)
    a_skill(person, by=cast.tutor)
    a_judgement(person, by=cast.tutor)
    Award.objects.filter(pk=a_skill(person, by=cast.tutor, skill="PLANNING").pk).update(withdrawn_at=NOW)
    return Told(passport, must, asks, staff)


def agree(cast: Cast, passport: Passport, agency: Agency, basis: str, sections: list[str]) -> Agreement:
    """The agency is to meet the person, under an agreement in force."""
    agreement = propose_agreement(
        agency=agency,
        purpose="Planning supervision after release",
        basis=basis,
        sections=sections,
        days_before=84,
        days_after=28,
        expires_on=date(2099, 1, 1),
        by=cast.administrator,
        at=NOW,
    )
    chief = UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING])
    approve_agreement(agreement=agreement, by=chief, at=NOW)
    refer(passport=passport, agency=agency, by=cast.practitioner, at=NOW)
    return agreement


def opened_by(agency: Agency, passport: Passport) -> Handover:
    """The agency holds the passport and has opened it once, the day after NOW."""
    handover = Handover.objects.create(
        rec=passport.pk,
        agency=agency,
        prison="MDI",
        release_on=date(2027, 4, 26),
        opens_on=date(2027, 2, 1),
        closes_on=date(2099, 5, 24),
        token="",
        made_at=NOW,
    )
    Answer.objects.create(id=uuid4(), handover=handover, kind="OPENED", worker=uuid4(), at=NOW + timedelta(days=1))
    return handover
