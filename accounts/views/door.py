"""The door of a view: which verb or audience it takes to come in. A view without a door lets nobody in.

    @door(Verb.SEE_ROLL)
    def roll(request: Request) -> HttpResponse: ...

`accounts.views.doorkeeper` is the middleware that turns doorless views away and sets what doors look at.
"""

from collections.abc import Callable
from enum import IntEnum
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from accounts.access import AUDIENCE_OF_VERB, NotAllowed, Reach, Verb
from accounts.models import Audience, Terminal, User

View = Callable[..., HttpResponse]


class Step(IntEnum):
    """How far somebody has come in signing in. A door opens at its step and beyond."""

    OUTSIDE = 0
    PASSWORD = 1  # staff and agencies: the code is still to come
    CODE = 2  # the first secret is still to be changed
    IN = 3


class Request(HttpRequest):
    """What a view gets behind its door: the reach is computed once, and `terminal` is None off the cells."""

    user: User  # type: ignore[assignment]  # behind a door nobody is anonymous
    reach: Reach
    terminal: Terminal | None
    step: Step


NEXT_PAGE = {Step.OUTSIDE: "sign_in", Step.PASSWORD: "code", Step.CODE: "secret"}


def door(verb: Verb | None = None, *, audience: Audience | None = None, step: Step = Step.IN) -> Callable[[View], View]:
    """Let in only who may do `verb`, or, where no verb fits, anybody of one audience.

    step     pages of the sign-in itself open earlier than Step.IN.
    Sends    people who are not signed in yet to the page of their next step; a JSON caller gets 401.
    Raises   NotAllowed (403) for another audience and for a missing verb. Queries: 1-2, the reach.
    """
    if (verb is None) == (audience is None):
        raise TypeError("a door takes a verb or an audience")
    wanted = AUDIENCE_OF_VERB[verb] if verb is not None else audience
    assert wanted is not None

    def close(view: View) -> View:
        @wraps(view)
        def behind_door(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.step == Step.OUTSIDE:
                return _send(request, wanted, Step.OUTSIDE)
            if request.user.audience != wanted:  # type: ignore[union-attr]
                raise NotAllowed("audience")
            if request.step < step:
                return _send(request, wanted, request.step)
            if verb is not None and not request.reach.may(verb):
                raise NotAllowed(verb.value)
            return view(request, *args, **kwargs)

        behind_door.door = verb or wanted  # type: ignore[attr-defined]
        return behind_door

    return close


def public_door(view: View) -> View:
    """Let anybody in: sign-in, health, nodes that prove themselves by signature. The view says why it is public."""

    @wraps(view)
    def behind_door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    behind_door.door = "public"  # type: ignore[attr-defined]
    return behind_door


def _send(request: HttpRequest, audience: Audience, step: Step) -> HttpResponse:
    if "application/json" in request.headers.get("Accept", "") or request.content_type == "application/json":
        return JsonResponse({"code": "NotSignedIn"}, status=401)
    address = reverse(f"accounts:{audience.lower()}_{NEXT_PAGE[step]}")
    if request.method in ("GET", "HEAD"):
        address += "?" + urlencode({"next": request.get_full_path()})
    elif step == Step.OUTSIDE and audience != Audience.PRISONER:
        page = urlsplit(request.headers.get("Referer", "")).path  # whose form this was; `onward` lets only ours through
        address += "?" + urlencode({"lost": 1} | ({"next": page} if page else {}))
    return HttpResponseRedirect(address)
