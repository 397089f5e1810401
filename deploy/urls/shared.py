"""The doors that both instances have."""

from django.urls import URLPattern, URLResolver, path
from django.views.i18n import set_language

from accounts.views.door import public_door
from deploy import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("metrics", health.metrics, name="metrics"),
    path("language/", public_door(set_language), name="set_language"),  # chosen before anybody signs in
]
