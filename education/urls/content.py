"""The urls of content hosts: a conf of its own, that knows no page of the portal."""

from django.urls import URLPattern, path

from education.views import content

urlpatterns: list[URLPattern] = [
    path("<str:secret>/", content.wrapper, name="content_wrapper"),
    path("<str:secret>/player/<str:name>", content.player_file, name="content_player"),
    path("<str:secret>/files/<path:path>", content.package_file, name="content_file"),
]
