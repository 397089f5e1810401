"""The numbers of a contact that is vetted: which take two people, and which the first of the two never saw."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.timezone import localdate

from incell.models import Contact, Request, Tie, Vetting

from .contacts import Given, having, refuse_unlike
from .protecting import are_of_somebody_stopped, takes_two

OTHERS = "OTHERS_PROTECTED"  # why_two: somebody else who has the contact is protected, and a number is new
NUMBER = "NUMBER_STOPPED"  # why_two: a number is that of somebody who may not be called or seen


class NumbersSince(Exception):
    """The contact has numbers that it had not when the first person approved it. `numbers`: those, E.164."""

    def __init__(self, numbers: list[str]) -> None:
        super().__init__("numbers since")
        self.numbers = numbers


def why_two_for_numbers(held: Request, known: Contact | None, given: Given, had: list[str], at: datetime) -> str:
    """Why the numbers that could be called then take two people, or "". Queries: 1 to 4.

    Raises NotAlike: what is approved must be what the contact is, or a number would take what nobody proved of it.
    """
    on = localdate(at)
    others: QuerySet[Tie] = Tie.objects.none()
    if known is not None:
        refuse_unlike(known, given)
        others = having(known).exclude(prisoner=held.prisoner_id)
    new = set(given.numbers) - set(had)
    if new and takes_two(others, on):
        return OTHERS
    people = [held.prisoner_id, *others.values_list("prisoner", flat=True)] if new else [held.prisoner_id]
    but = [known.pk] if known is not None else []
    numbers = {*given.numbers, *had}
    return NUMBER if are_of_somebody_stopped(numbers, people=people, but=but, on=on) else ""


def refuse_numbers_since(vetting: Vetting) -> None:
    """Two people approve a contact with all its numbers: one that came since the first saw them is one person's."""
    assert vetting.contact is not None
    seen = {*vetting.proposal.get("had", ()), *vetting.proposal["given"]["numbers"]}
    held = set(vetting.contact.phones.values_list("number", flat=True))  # type: ignore[attr-defined]
    if since := held - seen:
        raise NumbersSince(sorted(since))
