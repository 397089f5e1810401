"""Central's administrators."""

from django.urls import URLPattern, path

from passport.views import staff_line

urlpatterns: list[URLPattern] = [
    path("central/lines/", staff_line.lines, name="lines"),
]
