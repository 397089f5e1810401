"""Other nodes, at central."""

from django.urls import URLPattern, path

from passport.views.exchange import exchange

urlpatterns: list[URLPattern] = [
    path("sync/v1/exchange", exchange, name="exchange"),
]
