"""Giving an award: for a completed course, for what a tutor has seen, for a skill with evidence."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import translation

from accounts import audit
from accounts.access import Verb, require
from accounts.models import Prisoner, User
from education import badges
from education.models import Achievement, Award, AwardKind, Enrolment, Level, Rating, Skill

from .issuing import LIST, free_index, next_change, own_issuer

MOST = 200  # completed courses a round
OB_KIND = {AwardKind.COURSE: "Course", AwardKind.JUDGEMENT: "Achievement", AwardKind.SKILL: "Competency"}
# Credentials are written in one language, English, as certificates here are.
SKILL_WORDS = {
    Skill.TEAMWORK: "Works well with other people and does a share of the work.",
    Skill.TIMEKEEPING: "Comes on time and finishes on time.",
    Skill.COMMUNICATION: "Listens, speaks and writes so that others understand.",
    Skill.PLANNING: "Thinks ahead and sets out the steps of a piece of work.",
    Skill.ORGANISATION: "Keeps work, tools and time in order.",
    Skill.PROBLEM_SOLVING: "Finds out what is wrong and puts it right.",
    Skill.INITIATIVE: "Sees what needs doing and begins without being told.",
    Skill.ADAPTABILITY: "Copes with change and learns new ways of working.",
    Skill.RELIABILITY: "Does what was promised, every time.",
    Skill.CREATIVITY: "Finds new ideas and better ways of doing things.",
}


class NoEvidence(ValueError):
    """A judgement and a skill need a few words of what was seen, 240 characters at most."""


class NothingNamed(ValueError):
    """An award needs a name, 120 characters at most, and words of what the person can do, 300 at most."""


class LeftThePrison(ValueError):
    """This person is not on the roll any more."""


@transaction.atomic
def grant_judgement(*, prisoner: Prisoner, name: str, can: str, evidence: str, by: User, at: datetime) -> Award:
    """Award what a tutor has seen a person do.

    name      what is awarded; can: what the person can do; evidence: what was seen. An employer reads all three.
    Queries   about 17. Raises NotAllowed, NothingNamed, NoEvidence, LeftThePrison, badges.TooLong, NoVerifyAddress.
    """
    require(by, Verb.GIVE_AWARDS, prisoner)
    name, can, evidence = name.strip(), can.strip(), _evidence(evidence)
    if not 1 <= len(name) <= 120 or not 1 <= len(can) <= 300:
        raise NothingNamed
    achievement = Achievement.objects.create(
        prison_id=prisoner.prison_id,
        kind=AwardKind.JUDGEMENT,
        name=name,
        description=can,
        criteria="A tutor has seen it done and says what was seen.",
    )
    return _grant(prisoner=prisoner, achievement=achievement, evidence=evidence, by=by, at=at)


@transaction.atomic
def grant_skill(*, prisoner: Prisoner, skill: str, rating: str, evidence: str, by: User, at: datetime) -> Award:
    """Award an employability skill as it was rated, with evidence.

    skill     one of Skill; rating: one of Rating.
    Queries   about 16. Raises NotAllowed, NoEvidence, LeftThePrison, ValueError, badges.TooLong, NoVerifyAddress.
    """
    require(by, Verb.GIVE_AWARDS, prisoner)
    chosen, rated, evidence = Skill(skill), Rating(rating), _evidence(evidence)
    with translation.override("en"):
        defaults = {
            "name": str(chosen.label),
            "description": SKILL_WORDS[chosen],
            "criteria": "A tutor and the learner rated the skill together and say what shows it.",
        }
    achievement, _ = Achievement.objects.get_or_create(
        prison_id=prisoner.prison_id, kind=AwardKind.SKILL, skill=chosen, defaults=defaults
    )
    return _grant(prisoner=prisoner, achievement=achievement, evidence=evidence, rating=rated, by=by, at=at)


def award_completed(*, at: datetime, most: int = MOST) -> int:
    """Award every completed course that has no award yet, each in a transaction of its own. Staff get none here.

    Returns how many. Queries: 1 when there is nothing, else about 18 an award. Raises as own_issuer.
    """
    ended = Enrolment.objects.filter(state=Enrolment.State.COMPLETED, prisoner__isnull=False, award__isnull=True)
    given = 0
    for pk in list(ended.order_by("ended_at", "pk").values_list("pk", flat=True)[:most]):
        given += _award_course(pk, at)
    return given


@transaction.atomic
def _award_course(pk: Any, at: datetime) -> bool:
    enrolment = Enrolment.objects.select_for_update(of=("self",)).select_related("course", "prisoner").get(pk=pk)
    if Award.objects.filter(enrolment=enrolment).exists():  # somebody else's round was quicker
        return False
    course, prisoner = enrolment.course, enrolment.prisoner
    assert prisoner is not None  # the query asked for nobody else
    with translation.override("en"):
        level = str(Level(course.level).label)
    words = {
        "prison_id": course.prison_id,
        "kind": AwardKind.COURSE,
        "course": course,
        "name": course.title,
        "description": f"{course.summary[:280].strip()} {level}."[:300],
        "criteria": "All parts of the course that are needed were completed.",
    }
    achievement = Achievement.objects.filter(**words).first() or Achievement.objects.create(**words)
    _grant(
        prisoner=prisoner, achievement=achievement, enrolment=enrolment, at=at, on=enrolment.ended_at or at, gone=True
    )
    return True


def _evidence(words: str) -> str:
    words = " ".join(words.split())
    if not 1 <= len(words) <= 240:
        raise NoEvidence
    return words


def _grant(
    *,
    prisoner: Prisoner,
    achievement: Achievement,
    at: datetime,
    on: datetime | None = None,
    evidence: str = "",
    rating: str = "",
    enrolment: Enrolment | None = None,
    by: User | None = None,
    gone: bool = False,
) -> Award:
    """Sign and keep one award. `on`: the day it counts from; `gone`: also for somebody who has left."""
    if prisoner.left_at is not None and not gone:
        raise LeftThePrison
    change = next_change()  # the lock of everything below
    issuer, key = own_issuer(at=at)
    index, pk = free_index(issuer.id), uuid4()
    said = said_of(pk, prisoner, achievement, at=on or at, index=index, evidence=evidence, rating=rating)
    award = Award.objects.create(
        id=pk,
        prisoner=prisoner,
        achievement=achievement,
        kind=achievement.kind,
        rating=rating,
        evidence=evidence,
        enrolment=enrolment,
        credential=badges.issue(said, issuer=issuer, key=key),
        issuer=issuer.id,
        status_index=index,
        change=change,
        issued_at=on or at,
        issued_by=by,
    )
    who: User | str = by or f"node:{settings.NODE_NAME}"
    audit.write(by=who, verb="grant_award", what="education.Award", whom=award.pk, at=at, why=achievement.kind)
    return award


def said_of(
    pk: UUID, prisoner: Prisoner, achievement: Achievement, *, at: datetime, index: int, evidence: str, rating: str
) -> badges.Award:
    """What the credential says. Its words are English, whoever issues it: it is read outside."""
    with translation.override("en"):
        result = str(Rating(rating).label) if rating else ""
    what = badges.Achievement(
        achievement.pk,
        OB_KIND[AwardKind(achievement.kind)],
        achievement.name,
        achievement.description,
        achievement.criteria,
    )
    return badges.Award(
        id=pk,
        subject=uuid4(),
        learner=prisoner.name,
        achievement=what,
        at=at,
        list_number=LIST,
        index=index,
        evidence=evidence,
        result=result,
    )
