"""The approved list for the phone and visits systems: read-only JSON, a page at a time, by a key.

OpenAPI at /api/v1/schema/. A system reads the whole list once and then asks with `changed_since`.
"""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, Throttled, ValidationError
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from incell.acts.listkeys import TooManyCalls, UnknownKey, note_list_read, use_list_key
from incell.models import STOPS, Contact, ListKey, Restriction, Tie

PAGE = 200  # contacts an answer
OVERLAP = timedelta(minutes=5)  # `as_of` lies so far back that an act that was still being written is not missed
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)  # before any change; days can be taken from it
APPROVED, REMOVED = "APPROVED", "REMOVED"


class ListKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer tgl_…`: a key that an administrator of the prison made. Queries: 2."""

    def authenticate(self, request: Request) -> tuple[None, ListKey] | None:
        scheme, _, token = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        try:
            return None, use_list_key(token=token.decode("latin-1").strip(), at=timezone.now())
        except UnknownKey:
            raise AuthenticationFailed("This key is unknown or revoked.") from None
        except TooManyCalls as too_many:
            raise Throttled(wait=too_many.wait) from None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class ListKeyScheme(OpenApiAuthenticationExtension):
    target_class = ListKeyAuthentication
    name = "listKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A key made on /staff/contacts/keys/."}


class HoldsAKey(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.auth, ListKey)


class ApprovedContact(serializers.Serializer[Any]):
    """One contact of one person in prison. Of a REMOVED one only the first three members are there."""

    id = serializers.UUIDField(help_text="Of the tie between the two; stays the same for its whole life.")
    prisoner = serializers.CharField(help_text="Prison number, e.g. A1234BC.")
    status = serializers.ChoiceField([APPROVED, REMOVED])
    numbers = serializers.ListField(child=serializers.CharField(), required=False, help_text="E.164. Scope PHONE.")
    recorded = serializers.BooleanField(
        required=False, help_text="False for legal contacts: their calls are never recorded. Scope PHONE."
    )
    emergency_contact = serializers.BooleanField(required=False)
    first_name = serializers.CharField(required=False, help_text="Scope VISITS, and all below.")
    last_name = serializers.CharField(required=False)
    organisation = serializers.CharField(required=False)
    official = serializers.BooleanField(required=False)
    date_of_birth = serializers.DateField(required=False, help_text="Where it is known.")
    relationship = serializers.CharField(required=False)
    next_of_kin = serializers.BooleanField(required=False)
    restrictions = serializers.ListField(
        child=serializers.ChoiceField(Restriction.Kind.choices), required=False, help_text="How visits are held."
    )


class ApprovedContacts(serializers.Serializer[Any]):
    as_of = serializers.DateTimeField(help_text="Of the first page: what to ask with as changed_since the next time.")
    next = serializers.CharField(allow_null=True, help_text="Where the next page is; null on the last one.")
    contacts = ApprovedContact(many=True)


@method_decorator(never_cache, "dispatch")  # names and numbers: no proxy on the way keeps them
class ApprovedContactsView(APIView):
    authentication_classes = [ListKeyAuthentication]
    permission_classes = [HoldsAKey]
    http_method_names = ["get", "head"]

    @extend_schema(
        operation_id="approved_contacts",
        summary="The approved contacts of the people in this prison, 200 at a time",
        parameters=[
            OpenApiParameter(
                "changed_since",
                datetime,
                description="Only what changed since this moment, with what was removed. Without it: the whole list.",
            ),
            OpenApiParameter("cursor", str, description="From `next` of the page before."),
        ],
        responses={
            200: ApprovedContacts,
            400: OpenApiResponse(description="changed_since or cursor cannot be read."),
            401: OpenApiResponse(description="No key, or one that is unknown or revoked."),
            429: OpenApiResponse(description="More than 120 calls a minute; Retry-After says how long to wait."),
        },
    )
    def get(self, request: Request) -> Response:
        """Queries: 10, however long the list is, with the key's own."""
        key, at = request.auth, timezone.now()
        assert isinstance(key, ListKey)
        since, cursor = _since(request, at), request.query_params.get("cursor", "")
        found = listed(key, since, at)
        if cursor:
            changed_at, last = _position(cursor)
            found = found.filter(Q(changed_at__gt=changed_at) | Q(changed_at=changed_at, pk__gt=last))
        ties = list(found[: PAGE + 1])
        rows, more = ties[:PAGE], len(ties) > PAGE
        if rows:
            note_list_read(key=key, at=at)
        answer = {
            "as_of": at - OVERLAP,
            "next": _next(rows[-1], since) if more else None,
            "contacts": told(key, rows, at),
        }
        return Response(ApprovedContacts(answer).data)


def listed(key: ListKey, since: datetime | None, at: datetime) -> QuerySet[Tie]:
    """What a key may read, by the time of its last change. Queries: none until it is read."""
    today = timezone.localdate(at)
    ties = Tie.objects.filter(prisoner__prison=key.prison_id).order_by("changed_at", "pk")
    if since is None:
        found = ties.approved(today).with_stops(today).filter(**{_flag(key): True})
    else:
        found = ties.changed(since, today).with_stops(today)
    return found.select_related("prisoner", "contact").prefetch_related("contact__phones")


def told(key: ListKey, ties: list[Tie], at: datetime) -> list[dict[str, Any]]:
    """The rows of an answer. Queries: 1 with scope VISITS."""
    today = timezone.localdate(at)
    narrowed = _narrowed(ties, today) if key.scope == ListKey.Scope.VISITS else {}
    return [_told(key, tie, narrowed) for tie in ties]


def _told(key: ListKey, tie: Tie, narrowed: dict[tuple[Any, Any], set[str]]) -> dict[str, Any]:
    gone = tie.removed_at is not None or tie.prisoner.left_at is not None or tie.stopped  # type: ignore[attr-defined]
    status = REMOVED if gone or not getattr(tie, _flag(key)) else APPROVED
    row: dict[str, Any] = {"id": tie.pk, "prisoner": tie.prisoner.number, "status": status}
    if status == REMOVED:
        return row
    someone = tie.contact
    row["emergency_contact"] = tie.emergency_contact
    if key.scope == ListKey.Scope.PHONE:
        numbers = sorted(phone.number for phone in someone.phones.all())
        return row | {"numbers": numbers, "recorded": not someone.privileged}
    if someone.date_of_birth is not None:
        row["date_of_birth"] = someone.date_of_birth
    levels = ((tie.contact_id, tie.prisoner_id), (tie.contact_id, None), (None, tie.prisoner_id))
    return row | {
        "first_name": someone.first_name,
        "last_name": someone.last_name,
        "organisation": someone.organisation,
        "official": someone.kind == Contact.Kind.OFFICIAL,
        "relationship": tie.relationship,
        "next_of_kin": tie.next_of_kin,
        "restrictions": sorted({kind for level in levels for kind in narrowed.get(level, ())}),
    }


def _narrowed(ties: list[Tie], today: Any) -> dict[tuple[Any, Any], set[str]]:
    """(contact, prisoner) → the kinds that narrow their visits, None standing for either. Queries: 1."""
    contacts, prisoners = {tie.contact_id for tie in ties}, {tie.prisoner_id for tie in ties}
    about = Q(contact__in=contacts) | Q(contact__isnull=True, prisoner__in=prisoners)
    found: dict[tuple[Any, Any], set[str]] = {}
    rows = Restriction.objects.in_force(today).filter(about).exclude(kind__in=STOPS)
    for contact, prisoner, kind in rows.values_list("contact", "prisoner", "kind"):
        found.setdefault((contact, prisoner), set()).add(kind)
    return found


def _flag(key: ListKey) -> str:
    return "may_call" if key.scope == ListKey.Scope.PHONE else "may_visit"


def _since(request: Request, at: datetime) -> datetime | None:
    said = request.query_params.get("changed_since")
    if said is None:
        return None
    try:
        since = parse_datetime(said.replace(" ", "+"))  # a plus that came unescaped
        since = since and _in_utc(since)
    except (ValueError, OverflowError):
        since = None
    if since is None or since > at:
        raise ValidationError({"changed_since": "Send a past moment with its time zone, like 2027-03-01T09:30:00Z."})
    return max(since, EARLIEST)


def _in_utc(moment: datetime) -> datetime:
    """Raises ValueError without a time zone, OverflowError beyond the calendar."""
    if timezone.is_naive(moment):
        raise ValueError(moment)
    return moment.astimezone(UTC)


def _next(last: Tie, since: datetime | None) -> str:
    said = f"{last.changed_at.isoformat()}|{last.pk}".encode()
    query = {"cursor": base64.urlsafe_b64encode(said).decode().rstrip("=")}
    if since is not None:
        query["changed_since"] = since.isoformat()
    return f"{reverse('incell:approved_contacts')}?{urlencode(query)}"


def _position(cursor: str) -> tuple[datetime, UUID]:
    try:
        said = base64.urlsafe_b64decode(cursor[:200] + "=" * (-len(cursor) % 4)).decode()
        moment, _, last = said.partition("|")
        return _in_utc(datetime.fromisoformat(moment)), UUID(last)
    except (ValueError, OverflowError, binascii.Error):
        raise ValidationError({"cursor": "Send what `next` said, or begin again without a cursor."}) from None
