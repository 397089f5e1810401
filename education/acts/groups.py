"""Study groups as staff keep them: opened, led by a mentor, people put in and taken out, muted, closed."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import models, transaction

from accounts import access, audit
from accounts.access import NotAllowed, Verb
from accounts.models import NonAssociation, Prisoner, User
from education.models import MOST_MEMBERS, Course, Group, Member

LONGEST_NAME = 80  # characters
MOST_OPEN = 100  # groups of one prison
LONGEST_MUTE = timedelta(days=28)


class NeedsAName(ValueError):
    """The name is empty or longer than LONGEST_NAME."""


class TooManyGroups(ValueError):
    """MOST_OPEN groups are open."""


class GroupIsClosed(ValueError):
    """This group is closed: nothing is changed in it any more."""


class GroupIsFull(ValueError):
    """MOST_MEMBERS people are in it."""


class ChangedMeanwhile(ValueError):
    """Somebody else has changed this group since it was read."""


class KeptApart(ValueError):
    """This person must be kept apart from somebody in the group. Nobody is told from whom."""


class InItAlready(ValueError):
    """This person is in the group."""


class NotInIt(ValueError):
    """This person is not in the group, or not any more."""


class MuteTooLong(ValueError):
    """The mute ends in the past or later than LONGEST_MUTE from now."""


@transaction.atomic
def open_group(*, course: Course, name: str, reading: str, by: User, at: datetime) -> Group:
    """Open an empty group for a course of the prison of `by`.

    Writes   one Group, one audit line. Queries: 8. Raises NotAllowed, NeedsAName, TooManyGroups.
    """
    reach = access.require(by, Verb.MODERATE_GROUPS)
    if course.prison_id not in reach.prisons:
        raise NotAllowed(Verb.MODERATE_GROUPS.value)
    Course.objects.select_for_update().get(pk=course.pk)
    if Group.objects.visible_to(reach).open().count() >= MOST_OPEN:
        raise TooManyGroups
    group = Group.objects.create(
        prison_id=course.prison_id,
        course=course,
        name=_named(name),
        reading=Group.Reading(reading),
        opened_at=at,
        opened_by=by,
    )
    _note(group, "open_group", by, at)
    return group


@transaction.atomic
def change_group(
    *, group: Group, name: str, reading: str, mentor: UUID | None, revision: int, by: User, at: datetime
) -> Group:
    """Say another name, when posts are read, or who leads it (one of its members, or nobody).

    revision  of the group as `by` has read it.
    Queries: 8. Raises NotAllowed, GroupIsClosed, ChangedMeanwhile, NeedsAName, NotInIt.
    """
    held = _held(group, by)
    if held.revision != revision:
        raise ChangedMeanwhile
    if mentor is not None and not _members(held).filter(prisoner_id=mentor).exists():
        raise NotInIt
    held.name, held.reading, held.mentor_id = _named(name), Group.Reading(reading), mentor
    _save(held, "change_group", by, at)
    return held


@transaction.atomic
def close_group(*, group: Group, by: User, at: datetime) -> None:
    """End the group: nobody writes in it any more, staff read it on. Queries: 7. Raises NotAllowed, GroupIsClosed."""
    held = _held(group, by)
    held.closed_at = at
    _save(held, "close_group", by, at)


@transaction.atomic
def open_again(*, group: Group, by: User, at: datetime) -> None:
    """Undo the end of a group. Queries: 8. Raises NotAllowed, TooManyGroups."""
    held = _held(group, by, closed=True)
    if held.closed_at is None:
        return
    if Group.objects.filter(prison_id=held.prison_id).open().count() >= MOST_OPEN:
        raise TooManyGroups
    held.closed_at = None
    _save(held, "open_group_again", by, at)


@transaction.atomic
def put_in(*, group: Group, prisoner: Prisoner, by: User, at: datetime) -> Member:
    """Put somebody into a group, unless they must be kept apart from somebody who is in it.

    Writes   one Member, one audit line. Queries: 10.
    Raises   NotAllowed, GroupIsClosed, GroupIsFull, InItAlready, KeptApart.
    """
    held = _held(group, by)
    if prisoner.prison_id != held.prison_id or prisoner.left_at is not None:
        raise NotAllowed(Verb.MODERATE_GROUPS.value)
    inside = set(_members(held).values_list("prisoner_id", flat=True))
    if prisoner.pk in inside:
        raise InItAlready
    if len(inside) >= MOST_MEMBERS:
        raise GroupIsFull
    if any_apart(prisoner.pk, inside):
        raise KeptApart
    member = Member.objects.create(group=held, prisoner=prisoner, joined_at=at)
    audit.write(by=by, verb="put_in_group", what="education.Member", whom=member.pk, at=at)
    return member


@transaction.atomic
def take_out(*, group: Group, prisoner: UUID, by: User, at: datetime) -> None:
    """End somebody's time in a group; what they wrote stays. A mentor who goes leads no more.

    Queries: 9. Raises NotAllowed, GroupIsClosed, NotInIt.
    """
    held = _held(group, by)
    member = _member(held, prisoner)
    member.left_at = at
    member.save(update_fields=["left_at"])
    if held.mentor_id == prisoner:
        held.mentor = None
        held.save(update_fields=["mentor"])
    audit.write(by=by, verb="take_out_of_group", what="education.Member", whom=member.pk, at=at)


@transaction.atomic
def mute(*, group: Group, prisoner: UUID, until: datetime | None, by: User, at: datetime) -> None:
    """Let somebody read and not write until a moment; None lets them write again.

    Queries: 8. Raises NotAllowed, GroupIsClosed, NotInIt, MuteTooLong.
    """
    if until is not None and not at < until <= at + LONGEST_MUTE:
        raise MuteTooLong
    held = _held(group, by)
    member = _member(held, prisoner)
    member.muted_until = until
    member.save(update_fields=["muted_until"])
    verb = "mute_member" if until else "unmute_member"
    audit.write(by=by, verb=verb, what="education.Member", whom=member.pk, at=at)


def any_apart(prisoner: UUID, others: set[UUID]) -> bool:
    """Whether one person must be kept apart from any of others. Queries: 1."""
    pairs = models.Q(first_id=prisoner, second_id__in=others) | models.Q(second_id=prisoner, first_id__in=others)
    return NonAssociation.objects.in_force().filter(pairs).exists()


def _held(group: Group, by: User, closed: bool = False) -> Group:
    """The group, locked. Queries: 2."""
    reach = access.require(by, Verb.MODERATE_GROUPS)
    held = Group.objects.visible_to(reach).select_for_update(of=("self",)).filter(pk=group.pk).first()
    if held is None:
        raise NotAllowed(Verb.MODERATE_GROUPS.value)
    if held.closed_at is not None and not closed:
        raise GroupIsClosed
    return held


def _members(group: Group) -> models.QuerySet[Member]:
    return Member.objects.filter(group=group, left_at__isnull=True)


def _member(group: Group, prisoner: UUID) -> Member:
    member = _members(group).filter(prisoner_id=prisoner).first()
    if member is None:
        raise NotInIt
    return member


def _named(name: str) -> str:
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > LONGEST_NAME:
        raise NeedsAName
    return tidy


def _save(held: Group, verb: str, by: User, at: datetime) -> None:
    held.revision += 1
    held.save()
    _note(held, verb, by, at)


def _note(group: Group, verb: str, by: User, at: datetime) -> None:
    audit.write(by=by, verb=verb, what="education.Group", whom=group.pk, at=at)
