"""SKILLS: what a person was awarded, here or by an agency, and keeps of a study group; written when it has changed."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Prefetch
from django.utils import translation
from django.utils.timezone import localdate

from accounts.models import Counter, Prisoner
from education.models import Award, Post, Rating
from passport.models import AddedAward, Agreement, Handover, Passport, SectionVersion
from passport.outside_award import NotAnAward, read_award

from .answers import NotAnAnswer, known_keys, open_said
from .handover import readers_of, renew_handovers
from .sections import NoArchiveKey, RecordMoved, hold, keys_of, open_passport, open_version, write_section

READ = "passport.awards_read"  # how far the changes of awards have been read
SEC = "SKILLS"
MOST = 100  # people a round
MOST_ADDED = 50  # by agencies
MOST_AWARDS = 200  # of one person, the newest
MOST_WORDS, MOST_ANSWERS = 30, 10  # posts that a person keeps, the newest; answers to one, the first


def follow_awards(*, at: datetime, most: int = MOST) -> int:
    """Write a new SKILLS version for everybody whose awards, or kept words, have changed since the last time.

    Each person is a transaction of its own, with the cursor: stopped anywhere, it goes on where it was.
    Returns how many versions were written. Queries: 2 when there is nothing, else about 30 a person.
    """
    Counter.objects.get_or_create(name=READ)
    written = 0
    for _ in range(most):
        found = _follow_one(at)
        if found is None:
            break
        written += found
    return written


@transaction.atomic
def _follow_one(at: datetime) -> int | None:
    """The next change: 1 or 0 versions written, None when there is none."""
    cursor = Counter.objects.select_for_update().get(name=READ)
    award = Award.objects.filter(change__gt=cursor.value).order_by("change").select_related("prisoner__prison").first()
    kept = Post.objects.filter(kept_change__gt=cursor.value).order_by("kept_change", "pk")
    post = kept.select_related("author__prison").first()
    if post is not None and (award is None or post.kept_change < award.change):
        return _follow_post(post, cursor, at)
    if award is None:
        return None
    Counter.objects.filter(pk=cursor.pk).update(value=award.change)
    return int(write_skills(prisoner=award.prisoner, at=at) is not None)


def _follow_post(post: Post, cursor: Counter, at: datetime) -> int:
    """One change of a thread is a change of everybody who keeps a part of it."""
    written = 0
    for pk in Post.objects.filter(kept_change=post.kept_change).values_list("author", flat=True).distinct()[:MOST]:
        keeper = Prisoner.objects.select_related("prison").get(pk=pk)
        written += write_skills(prisoner=keeper, at=at) is not None
    Counter.objects.filter(pk=cursor.pk).update(value=post.kept_change)
    return written


def follow_added(*, at: datetime, most: int = MOST) -> int:
    """Write what agencies have added into SKILLS, and SKILLS for who may add to it and has none yet.

    Each person is a transaction of its own. Returns how many versions were written. Queries: 3 when there is nothing.
    """
    new = AddedAward.objects.filter(written_at__isnull=True).order_by("at", "pk")
    written = 0
    for person in list(dict.fromkeys(new.values_list("passport__prisoner", flat=True)[:most])):
        written += _follow_added(person, at)
    for person in _without_skills(at)[:most]:
        prisoner = Prisoner.objects.select_related("prison").get(pk=person)
        written += write_skills(prisoner=prisoner, at=at) is not None
    return written


@transaction.atomic
def _follow_added(person: UUID, at: datetime) -> bool:
    mine = AddedAward.objects.filter(passport__prisoner=person, written_at__isnull=True)
    taken = list(mine.select_for_update(of=("self",)).values_list("pk", flat=True))
    prisoner = Prisoner.objects.select_related("prison").get(pk=person)
    made = write_skills(prisoner=prisoner, at=at)
    AddedAward.objects.filter(pk__in=taken).update(written_at=at)
    return made is not None


def _without_skills(at: datetime) -> models.QuerySet[Passport, UUID]:
    """People whose passport an agency holds by an agreement over SKILLS, and who have none yet. Queries: 1 here."""
    agreed = {one.agency_id for one in Agreement.objects.in_force(localdate(at)) if SEC in one.sections}
    held = Handover.objects.filter(rec=OuterRef("pk"), agency__in=agreed, withdrawn_at__isnull=True)
    there = SectionVersion.objects.filter(rec=OuterRef("pk"), sec=SEC)
    return Passport.objects.filter(Exists(held), ~Exists(there), held_by="").values_list("prisoner", flat=True)


@transaction.atomic
def write_skills(*, prisoner: Prisoner, at: datetime) -> SectionVersion | None:
    """Seal the person's awards as they stand, if the newest version says something else. Queries: 8, or about 25.

    None when nothing has changed, or the person's record was erased or is at another prison.
    """
    by = f"node:{settings.NODE_NAME}"
    passport = open_passport(prisoner=prisoner, by=by, at=at)
    try:
        hold(passport)
    except RecordMoved:
        return None
    data = skills_of(prisoner)
    try:
        last = SectionVersion.objects.of(passport.pk).filter(sec=SEC).newest().first()
        if last is not None and open_version(version=last, keys=keys_of(passport.pk), at=at).data == data:
            return None
        readers = readers_of(passport=passport, sec=SEC, on=localdate(at))
        version = write_section(passport=passport, sec=SEC, data=data, by=by, at=at, readers=readers)
    except NoArchiveKey:
        return None
    renew_handovers(passport=passport, secs=[SEC], by=by, at=at)
    return version


def skills_of(prisoner: Prisoner) -> dict[str, Any]:
    """What the section says: the newest 200 awards, each with its credential, withdrawn ones named; and kept words.

    Queries: 3, 1 more where words are kept, 1 more where agencies have added awards.
    """
    awards = Award.objects.filter(prisoner=prisoner).select_related("achievement").order_by("-issued_at", "pk")
    said: dict[str, Any] = {"kind": "skills", "awards": [_said(award) for award in awards[:MOST_AWARDS]]}
    if added := added_to(prisoner):
        said["added"] = added
    shown = Prefetch("replies", Post.objects.filter(state=Post.State.SHOWN), to_attr="told")
    kept = Post.objects.kept(prisoner.pk).select_related("group__course", "reply_to").prefetch_related(shown)
    words = [_kept(post) for post in kept[:MOST_WORDS]]
    return said | {"words": words} if words else said


def added_to(prisoner: Prisoner) -> list[dict[str, Any]]:
    """What agencies have added, the newest 50, opened here; what can't be opened any more is left out. Queries: 1-2."""
    rows = AddedAward.objects.filter(passport__prisoner=prisoner).select_related("answer__handover__agency")
    found, keys = [], None
    for row in rows[:MOST_ADDED]:
        keys = known_keys() if keys is None else keys
        try:
            said = open_said(row.answer.sealed, handover=row.answer.handover, id=row.answer_id)
            award = read_award(said, on=localdate(row.at), keys=keys)
        except (NotAnAnswer, NotAnAward):
            continue
        days = {"awarded_on": award.awarded_on.isoformat(), "until": award.until.isoformat() if award.until else ""}
        agency, gone = row.answer.handover.agency, row.taken_back_id is not None
        by = {"id": str(row.answer_id), "agency": str(agency.pk), "by": agency.name, "withdrawn": gone}
        found.append(asdict(award) | by | days | ({"credential": ""} if gone else {}))
    return found


def _kept(post: Post) -> dict[str, Any]:
    """Own words with what was said to them, or what they answer. Nobody is named: others did not choose to be here."""
    asked = post.reply_to
    return {
        "course": post.group.course.title,
        "written_on": localdate(post.written_at).isoformat(),
        "words": post.words,
        "asked": asked.words if asked is not None and asked.state == Post.State.SHOWN else "",
        "told": [answer.words for answer in post.told[:MOST_ANSWERS]],  # type: ignore[attr-defined]
    }


def _said(award: Award) -> dict[str, Any]:
    what = award.achievement
    with translation.override("en"):
        result = str(Rating(award.rating).label) if award.rating else ""
    return {
        "id": str(award.pk),
        "kind": award.kind,
        "name": what.name,
        "description": what.description,
        "result": result,
        "evidence": award.evidence,
        "awarded_on": localdate(award.issued_at).isoformat(),
        "withdrawn": award.withdrawn_at is not None,
        "credential": "" if award.withdrawn_at else award.credential,
    }
