from django.urls import URLPattern, URLResolver, include, path

from accounts import urls as accounts
from education import urls as education
from incell import urls as incell
from passport import urls as passport

from .shared import handler400, handler403, handler404, handler500
from .shared import urlpatterns as shared

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns: list[URLPattern | URLResolver] = [
    *shared,
    path("", include((accounts.at_a_prison, "accounts"))),
    path("", include((incell.at_a_prison, "incell"))),
    path("", include((education.at_a_prison, "education"))),
    path("", include((passport.prison, "passport"))),
]
