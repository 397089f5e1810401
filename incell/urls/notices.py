"""Notices."""

from django.urls import URLPattern, path

from incell.views.prisoner import notices as cell
from incell.views.staff import notices as staff

urlpatterns: list[URLPattern] = [
    path("me/notices/", cell.notices, name="my_notices"),
    path("staff/notices/", staff.notices, name="notices"),
    path("staff/notices/new/", staff.notice_new, name="notice_new"),
    path("staff/notices/<uuid:pk>/", staff.notice_edit, name="notice_edit"),
    path("staff/notices/<uuid:pk>/end/", staff.notice_end, name="notice_end"),
    path("staff/notices/<uuid:pk>/again/", staff.notice_put_back, name="notice_put_back"),
]
