"""Who looks after central: agencies and their workers, and the directory of keys. Nothing here can open a record."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import NotAllowed, Verb
from accounts.acts.agencies import AgencyIsThere, create_agency
from accounts.acts.directory import NoAuthority, listing_of
from accounts.acts.members import AlreadyAMember, add_member
from accounts.directory import NotTrusted, request_of
from accounts.models import Agency, AgencyKey, Audience, NodeKey, User
from accounts.views.door import Request, door
from passport.acts.directory import publish_statement
from passport.forms.central import Invitation, NewAgency, SignedStatement

from .sealed_page import authority_context

PAGE = 50


@door(audience=Audience.STAFF)
@require_safe
def home(request: Request) -> HttpResponse:
    """Where central's administrators come in: on to what their role opens."""
    if request.reach.may(Verb.MANAGE_AGENCIES):
        return redirect("passport:agencies")
    if request.reach.may(Verb.PUBLISH_DIRECTORY):
        return redirect("passport:directory")
    raise NotAllowed("central")


@door(Verb.MANAGE_AGENCIES)
@require_http_methods(["GET", "HEAD", "POST"])
def agencies(request: Request) -> HttpResponse:
    """Agencies, 50 a page, and a form for a new one. Queries: 2, 7 to add."""
    form = NewAgency(request.POST or None)
    if form.is_valid():
        try:
            agency = create_agency(**form.cleaned_data, by=request.user, at=timezone.now())
        except AgencyIsThere:
            form.add_error("name", _("This agency is there already"))
        else:
            return redirect("passport:agency", agency_id=agency.pk)
    alive = Q(keys__withdrawn_at__isnull=True)
    listed = Agency.objects.annotate(
        workers=Count("user", distinct=True),
        in_force=Count("keys", filter=alive & ~Q(keys__statement=""), distinct=True),
        waiting=Count("keys", filter=alive & Q(keys__statement=""), distinct=True),
    )
    page = Paginator(listed.order_by("name", "pk"), PAGE).get_page(request.GET.get("page"))
    return _page(request, "agencies", form=form, page=page)


@door(Verb.MANAGE_AGENCIES)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True, private=True)
def agency(request: Request, agency_id: UUID) -> HttpResponse:
    """One agency's workers and keys, and an invitation; its first password stands on the answer, once. Queries: 3."""
    found = get_object_or_404(Agency, pk=agency_id)
    form = Invitation(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            user, password = add_member(
                username=said["username"],
                name=said["name"],
                roles=[said["role"]],
                agency=found,
                by=request.user,
                at=timezone.now(),
            )
        except AlreadyAMember:
            form.add_error("username", _("Somebody signs in with this address already"))
        else:
            return _page(request, "invited", agency=found, member=user, password=password)
    context = {
        "agency": found,
        "form": form,
        "members": User.objects.filter(agency=found).prefetch_related("roles_held"),
        "keys": AgencyKey.objects.filter(agency=found, withdrawn_at__isnull=True).order_by("-made_at"),
    }
    return _page(request, "agency", **context)


@door(Verb.PUBLISH_DIRECTORY)
@require_http_methods(["GET", "HEAD", "POST"])
def directory(request: Request) -> HttpResponse:
    """Keys that wait for the authority, keys in force, and a form for what it signed. Queries: 3."""
    form = SignedStatement(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            publish_statement(statement=form.cleaned_data["text"], by=request.user, at=timezone.now())
        except NotTrusted as error:
            form.add_error(None, _(str(error)))
        except NoAuthority:
            form.add_error(None, _("This service names no directory authority"))
        else:
            messages.success(request, _("The key is in force here, and on its way to every prison"))
            return redirect("passport:directory")
    alive = AgencyKey.objects.filter(withdrawn_at__isnull=True).select_related("agency").order_by("agency__name")
    context = {
        "form": form,
        "waiting": alive.filter(statement=""),
        "in_force": alive.exclude(statement=""),
        "nodes": NodeKey.objects.filter(retired_at__isnull=True).order_by("node", "use"),
        **authority_context(),
    }
    return _page(request, "directory", **context)


@door(Verb.PUBLISH_DIRECTORY)
@require_safe
def key_request(request: Request, kid: str) -> HttpResponse:
    """The request file for one key, to be carried to the authority's machine."""
    row = AgencyKey.objects.select_related("agency").filter(pk=kid, withdrawn_at__isnull=True).first()
    if row is None:
        raise Http404
    text = json.dumps(request_of(listing_of(row)), indent=1, ensure_ascii=False)
    headers = {"Content-Disposition": f'attachment; filename="key-{row.pk[:8]}.request.json"'}
    return HttpResponse(text, content_type="application/json", headers=headers)


def _page(request: Request, name: str, **context: Any) -> HttpResponse:
    """Render one page with what its navigation asks."""
    may = {f"may_{verb.value}": request.reach.may(verb) for verb in (Verb.MANAGE_AGENCIES, Verb.PUBLISH_DIRECTORY)}
    return render(request, f"passport/central/{name}.html", context | may)
