"""Who is at the terminal: the person and the passport behind every page of the cell."""

from django.shortcuts import get_object_or_404

from accounts.models import Prisoner
from accounts.views.door import Request
from passport.models import Passport


def person_here(request: Request) -> Prisoner:
    """The person who is signed in. Queries: 1."""
    return get_object_or_404(Prisoner.objects.visible_to(request.reach))


def passport_here(request: Request) -> Passport | None:
    """The person's passport, or None before it was opened. Queries: 1."""
    return Passport.objects.visible_to(request.reach).select_related("prisoner__prison").first()
