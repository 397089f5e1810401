"""Agencies at central: who may receive anything at all."""

from datetime import datetime

from django.db import transaction

from accounts import access, audit
from accounts.access import Verb
from accounts.models import Agency, User


class AgencyIsThere(ValueError):
    """An agency of this name and kind is there already."""


@transaction.atomic
def create_agency(*, name: str, kind: str, by: User | str, at: datetime) -> Agency:
    """Write an agency down. It receives nothing before its key is signed and a prison has an agreement with it.

    kind     a code of Agency.Kind. Queries: 4. Raises NotAllowed, AgencyIsThere, ValueError (another kind).
    """
    if isinstance(by, User):
        access.require(by, Verb.MANAGE_AGENCIES)
    name = " ".join(name.split())
    if Agency.objects.filter(name__iexact=name, kind=Agency.Kind(kind)).exists():
        raise AgencyIsThere
    agency = Agency.objects.create(name=name, kind=Agency.Kind(kind))
    audit.write(by=by, verb="create_agency", what="accounts.Agency", whom=agency.pk, at=at)
    return agency
