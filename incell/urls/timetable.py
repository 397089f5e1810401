"""Timetables."""

from django.urls import URLPattern, path

from incell.views.prisoner import timetable as cell
from incell.views.staff import timetable as staff

urlpatterns: list[URLPattern] = [
    path("me/timetable/", cell.timetable, name="timetable"),
    path("staff/timetable/", staff.timetable_import, name="timetable_import"),
    path("staff/timetable/<uuid:upload_id>/", staff.timetable_upload, name="timetable_upload"),
]
