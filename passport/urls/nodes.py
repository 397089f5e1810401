"""Other nodes, at central."""

from django.urls import URLPattern, path

from passport.views.exchange import exchange, restore

urlpatterns: list[URLPattern] = [
    path("sync/v1/exchange", exchange, name="exchange"),
    path("sync/v1/restore", restore, name="restore"),
]
