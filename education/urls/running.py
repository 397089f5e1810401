"""Running packages, in the cell and on staff pages."""

from django.urls import URLPattern, path

from education.views.prisoner import packages
from education.views.staff import learn_packages as staff

urlpatterns: list[URLPattern] = [
    path("me/learning/package/<uuid:enrolment>/<uuid:unit>/", packages.play, name="play"),
    path("me/learning/launch/<uuid:launch_id>/", packages.launch, name="launch"),
    path("me/learning/launch/<uuid:launch_id>/begin/", packages.begin, name="launch_begin"),
    path("me/learning/launch/<uuid:launch_id>/onward/", packages.onward, name="launch_onward"),
    path("me/learning/launch/<uuid:launch_id>/leave/", packages.leave, name="launch_leave"),
    path("me/learning/kept/", packages.kept, name="package_state"),
    path("staff/learn/package/<uuid:enrolment>/<uuid:unit>/", staff.play, name="staff_play"),
    path("staff/learn/launch/<uuid:launch_id>/", staff.launch, name="staff_launch"),
    path("staff/learn/launch/<uuid:launch_id>/begin/", staff.begin, name="staff_launch_begin"),
    path("staff/learn/launch/<uuid:launch_id>/onward/", staff.onward, name="staff_launch_onward"),
    path("staff/learn/launch/<uuid:launch_id>/leave/", staff.leave, name="staff_launch_leave"),
]
