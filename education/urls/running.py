"""Packages in the cell."""

from django.urls import URLPattern, path

from education.views.prisoner import packages

urlpatterns: list[URLPattern] = [
    path("me/learning/package/<uuid:enrolment>/<uuid:unit>/", packages.play, name="play"),
    path("me/learning/launch/<uuid:launch_id>/", packages.launch, name="launch"),
    path("me/learning/launch/<uuid:launch_id>/begin/", packages.begin, name="launch_begin"),
    path("me/learning/launch/<uuid:launch_id>/leave/", packages.leave, name="launch_leave"),
    path("me/learning/kept/", packages.kept, name="package_state"),
]
