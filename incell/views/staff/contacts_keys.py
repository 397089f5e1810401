"""Doors for who gives out the approved list: the keys of the phone and visits systems."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Verb
from accounts.views.door import Request, door
from accounts.views.sign_in import own
from incell.acts import listkeys as acts
from incell.forms.contacts import NewListKey
from incell.models import ListKey


@never_cache
@door(Verb.GIVE_OUT_LIST)
@require_http_methods(["GET", "HEAD", "POST"])
def list_keys(request: Request) -> HttpResponse:
    """The keys in use, and a form for a new one; its text stands on the answer, once. Queries: 1, and 7 to make one."""
    form = NewListKey(request.POST or None)
    if form.is_valid():
        try:
            key, token = acts.make_list_key(**form.cleaned_data, by=own(request), at=timezone.now())
        except acts.TooManyKeys:
            form.add_error(None, _("There are twenty keys in use. Revoke one first"))
        else:
            return render(request, "incell/contacts/key_shown.html", {"key": key, "token": token})
    keys = ListKey.objects.visible_to(request.reach).filter(revoked_at__isnull=True).select_related("made_by")
    return render(request, "incell/contacts/keys.html", {"form": form, "keys": keys[: acts.MOST]})


@never_cache
@door(Verb.GIVE_OUT_LIST)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke_list_key(request: Request, key_id: int) -> HttpResponse:
    """Ask, and then end a key. Queries: 1, and 7 to end it."""
    ours = ListKey.objects.visible_to(request.reach).filter(revoked_at__isnull=True)
    key = get_object_or_404(ours, pk=key_id)
    if request.method != "POST":
        return render(request, "incell/contacts/key_revoke.html", {"key": key})
    try:
        acts.revoke_list_key(key=key, by=own(request), at=timezone.now())
    except acts.AlreadyRevoked:
        messages.info(request, _("Somebody else has just revoked this key"))
    else:
        messages.success(request, _("The key is revoked"))
    return redirect("incell:list_keys")
