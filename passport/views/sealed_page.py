"""What the pages that decrypt have in common: nothing is kept by the browser, no script but ours writes into them."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.cache import cache_control

from accounts.acts.directory import NoAuthority, pinned_authority
from accounts.directory import fingerprint

View = Callable[..., Any]


def sealed_page(view: View) -> View:
    """Never cached, and Trusted Types without any policy: no script can turn text into HTML."""
    return wraps(view)(cache_control(no_store=True, private=True)(csp_replace({"trusted-types": ["'none'"]})(view)))


def authority_context() -> dict[str, str]:
    """The pinned authority's key as JSON text and as numbers to compare; both empty where none is pinned."""
    try:
        key = pinned_authority()
    except NoAuthority:
        return {"authority": "", "authority_fingerprint": ""}
    return {"authority": json.dumps(key.jwk()), "authority_fingerprint": fingerprint(key.kid)}


def refused(error: Exception) -> JsonResponse:
    """An act's error for a script: its code and a sentence to show."""
    name = type(error).__name__
    status, words = _SAID[name]
    return JsonResponse({"code": name, "words": _(words)}, status=status)


def sealed_context() -> dict[str, Any]:
    """What every page that decrypts shows: the authority and a sentence for every fault."""
    return {"faults": FAULTS.items(), **authority_context()}


_ALTERED = gettext_lazy("It was changed after it was sealed.")
_UNSIGNED = gettext_lazy("It was not signed by the prison that it says it comes from.")
_MALFORMED = gettext_lazy("It does not have the form of a section.")
FAULTS = {
    **dict.fromkeys(("content", "unwrap", "protected", "alg", "key"), _ALTERED),
    **dict.fromkeys(("header", "typ", "signer", "signature"), _UNSIGNED),
    **dict.fromkeys(
        ("oversize", "depth", "json", "duplicate", "members", "type", "base64", "length", "recipients", "order"),
        _MALFORMED,
    ),
    "binding": gettext_lazy("It belongs to another person, section, version or agency."),
    "digest": gettext_lazy("It is not the version that the prison handed over."),
    "reader": gettext_lazy("It is not sealed for your agency’s key."),
    "future": gettext_lazy("It is dated in the future. Check the clock of this computer."),
    "missing": gettext_lazy("It has not arrived here yet, or was erased."),
    "directory": gettext_lazy("The directory authority does not vouch for the prison’s key."),
    "window": gettext_lazy("The days for which the prison opened it are over, or have not begun."),
    "rolled_back": gettext_lazy("It is older than what this browser has seen before."),
    "forked": gettext_lazy("It differs from what this browser has seen before under the same number."),
}

_SAID = {
    "NotOpen": (404, gettext_noop("This record is not open to your agency today.")),
    "NoBackup": (404, gettext_noop("There is no backup of this key for you here.")),
    "NotAnAnswer": (400, gettext_noop("The answer could not be read. Load the page again.")),
    "AnsweredOtherwise": (409, gettext_noop("This answer was sent before with other words.")),
    "NoLetter": (404, gettext_noop("This letter is not here any more. The prison may have erased it.")),
    "TooManyAnswers": (409, gettext_noop("This letter has 20 answers. Write to the prison another way.")),
    "NotAKey": (400, gettext_noop("The key could not be read. Load the page again.")),
    "KeyIsTaken": (409, gettext_noop("This key belongs to somebody else.")),
}
