"""The doors of learning, a file a part; the prison mounts them under the namespace "education"."""

from django.urls import URLPattern

from . import lessons, study, teaching

at_a_prison: list[URLPattern] = [
    *study.urlpatterns,
    *teaching.urlpatterns,
    *lessons.urlpatterns,
]
