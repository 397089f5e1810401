"""Staff, at the prison."""

from django.urls import URLPattern, path

from passport.views import staff_line

urlpatterns: list[URLPattern] = [
    path("staff/line/", staff_line.line, name="line"),
]
