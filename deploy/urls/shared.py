"""The doors that both instances have, and the pages for what goes wrong."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from accounts.views import errors
from accounts.views.gallery import gallery
from accounts.views.language import set_language
from accounts.views.sign_in import sign_out
from deploy import health

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("metrics", health.metrics, name="metrics"),
    path("sign-out/", sign_out, name="sign_out"),
    path("language/", set_language, name="set_language"),
]
if settings.DEMO:
    urlpatterns += [path("gallery/<str:layout>/", gallery, name="gallery")]
