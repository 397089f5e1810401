"""Central's administrators."""

from django.urls import URLPattern, path

from passport.views import central, staff_line

urlpatterns: list[URLPattern] = [
    path("staff/", central.home, name="central_home"),
    path("staff/agencies/", central.agencies, name="agencies"),
    path("staff/agencies/<uuid:agency_id>/", central.agency, name="agency"),
    path("staff/directory/", central.directory, name="directory"),
    path("staff/directory/<slug:kid>/request/", central.key_request, name="key_request"),
    path("central/lines/", staff_line.lines, name="lines"),
]
