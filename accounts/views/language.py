"""Which language a page speaks: the person's own once signed in, before that the terminal's last choice."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views import i18n

from accounts.acts.preferences import NoSuchLanguage, choose_language

from .door import Step, public_door


class OwnLanguage:
    """Speaks the language that the signed-in person chose, whatever the browser or the one before them chose.

    Queries: none (the session's user is there already).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        language = request.user.language if request.user.is_authenticated else ""
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)


@public_door  # anybody may choose, before and after signing in
def set_language(request: Any) -> HttpResponse:
    """Django's view, which answers with a cookie and the page one came from; kept with who is signed in."""
    response = i18n.set_language(request)
    if request.method == "POST" and request.step == Step.IN:
        try:
            choose_language(language=request.POST.get("language", ""), by=request.user, at=timezone.now())
        except NoSuchLanguage:
            return response  # Django has left the cookie alone too
    return response
