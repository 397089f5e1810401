"""Two known contacts that are one person: made one, and taken apart again."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.models import User
from incell.models import Contact, Merge, Restriction, Tie

from .contacts import FLAGS, WIDENING, add_numbers, having, hold_contact, refuse_unlike, write_keys
from .protecting import refuse_alone, takes_a_second


class SameContact(ValueError):
    """These two are one row already, or one of them went into another before."""


class NotOfThisPrison(ValueError):
    """One of the two is a contact of another prison."""


class TiesSince(Exception):
    """Somebody was given this contact after the two became one: they can no longer be told apart."""


class NotMerged(Exception):
    """There is nothing to split: it was split before, or never merged."""


@takes_a_second
@transaction.atomic
def merge(*, kept: Contact, other: Contact, by: User, at: datetime) -> Merge:
    """Make two rows one person: numbers, ties and restrictions of `other` go over to `kept`, which keeps its name.

    Somebody who had both has one, with the flags of either. `split` takes it back.
    Queries    about 20. Raises NotAllowed, SameContact, NotOfThisPrison, contacts.NotAlike, TooManyNumbers;
               NeedsSecond where it gives a number to somebody who is protected.
    """
    first, second = sorted((kept, other), key=lambda each: str(each.pk))
    locked = {each.pk: hold_contact(each, by) for each in (first, second)}
    kept, other = locked[kept.pk], locked[other.pk]
    if kept.pk == other.pk or kept.merged_into_id or other.merged_into_id:
        raise SameContact
    if kept.prison_id != other.prison_id:
        raise NotOfThisPrison
    moved = _what_moves(kept, other)
    refuse_unlike(kept, other)
    widens = any(flag in WIDENING for more in moved["flags"].values() for flag in more)
    if widens or moved["phones"] or kept.phones.count() > other.phones.count():  # type: ignore[attr-defined]
        change = {"merge": [str(kept.pk), str(other.pk)], "numbers": moved["phones"], "flags": moved["flags"]}
        numbers = [*kept.phones.values_list("number", flat=True), *moved["phones"]]  # type: ignore[attr-defined]
        refuse_alone(having(kept, other), change=change, by=by, at=at, numbers=numbers)
    for pk, more in moved["flags"].items():
        Tie.objects.filter(pk=pk).update(**dict.fromkeys(more, True))
    moved["restrictions"] = list(other.restrictions.values_list("pk", flat=True))
    Tie.objects.filter(pk__in=moved["ended"]).update(removed_at=at, removed_by=by, changed_at=at)
    Tie.objects.filter(pk__in=moved["ties"]).update(contact=kept, changed_at=at)
    Restriction.objects.filter(pk__in=moved["restrictions"]).update(contact=kept)
    add_numbers(kept, moved["phones"])
    write_keys(kept, [(other.first_name, other.last_name)])
    kept.ties.in_force().update(changed_at=at)  # type: ignore[attr-defined]
    Contact.objects.filter(pk=other.pk).update(merged_into=kept)
    audit.write(by=by, verb="merge_contacts", what="incell.Contact", whom=kept.pk, at=at)
    return Merge.objects.create(kept=kept, other=other, moved=moved, at=at, by=by)


def _what_moves(kept: Contact, other: Contact) -> dict[str, Any]:
    """As Merge.moved says, but for the restrictions. Queries: 4."""
    had = {one.prisoner_id: one for one in kept.ties.in_force()}  # type: ignore[attr-defined]
    moved: dict[str, Any] = {"ties": [], "ended": [], "flags": {}}
    for one in other.ties.in_force():  # type: ignore[attr-defined]
        stays = had.get(one.prisoner_id)
        moved["ties" if stays is None else "ended"].append(str(one.pk))
        if stays and (more := [flag for flag in FLAGS if getattr(one, flag) and not getattr(stays, flag)]):
            moved["flags"][str(stays.pk)] = more
    numbers = set(other.phones.values_list("number", flat=True)) - set(kept.phones.values_list("number", flat=True))
    return moved | {"phones": sorted(numbers)}


@transaction.atomic
def split(*, merge: Merge, by: User, at: datetime) -> Contact:
    """Take a merge back: everything that went over returns. Only before anybody was given the contact anew.

    Whoever had both, and from whose list the one was taken since, gets the other back no more; a restriction put on
    the one since binds both, and what was taken from the one since, a number or a flag, is taken from both: nobody
    can say which of the two it was meant for.
    Returns    the contact that is its own again. Queries: about 15. Raises NotAllowed, NotMerged, TiesSince.
    """
    kept = hold_contact(merge.kept, by)
    held = Merge.objects.select_for_update().get(pk=merge.pk)
    other = held.other
    if held.split_at is not None or other.merged_into_id != kept.pk:
        raise NotMerged
    if kept.ties.filter(approved_at__gt=held.at).exists() or Merge.objects.filter(
        kept=kept, at__gt=held.at, split_at=None
    ):
        raise TiesSince
    Tie.objects.filter(pk__in=held.moved["ties"]).update(contact=other, changed_at=at)
    _give_back(kept, held, at)
    other.phones.exclude(number__in=list(kept.phones.values_list("number", flat=True))).delete()  # type: ignore[attr-defined]
    _bind_both(kept, other, held)
    Restriction.objects.filter(pk__in=held.moved["restrictions"]).update(contact=other)
    kept.phones.filter(number__in=held.moved["phones"]).delete()
    kept.ties.in_force().update(changed_at=at)  # type: ignore[attr-defined]
    Contact.objects.filter(pk=other.pk).update(merged_into=None)
    Merge.objects.filter(pk=held.pk).update(split_at=at)
    audit.write(by=by, verb="split_contacts", what="incell.Contact", whom=kept.pk, at=at)
    return other


def _give_back(kept: Contact, merge: Merge, at: datetime) -> None:
    """Whoever had both has both again, each with no more than the one that they have now. Queries: 2, and 2 each."""
    stays = {one.prisoner_id: one for one in kept.ties.in_force()}  # type: ignore[attr-defined]
    for ended in Tie.objects.filter(pk__in=merge.moved["ended"], prisoner__in=list(stays)):
        now = stays[ended.prisoner_id]
        for flag in FLAGS:
            setattr(ended, flag, getattr(ended, flag) and getattr(now, flag))
        ended.removed_at, ended.removed_by, ended.changed_at = None, None, at
        ended.save(update_fields=[*FLAGS, "removed_at", "removed_by", "changed_at"])
        if more := merge.moved["flags"].get(str(now.pk)):
            Tie.objects.filter(pk=now.pk).update(**dict.fromkeys(more, False))


def _bind_both(kept: Contact, other: Contact, merge: Merge) -> None:
    """Put what was laid on the one since the merge on the other too. Queries: 2."""
    since = kept.restrictions.filter(made_at__gt=merge.at, ended_at__isnull=True)
    rows = list(since.exclude(pk__in=merge.moved["restrictions"]))
    for row in rows:
        row.pk, row.contact = None, other
    Restriction.objects.bulk_create(rows)
