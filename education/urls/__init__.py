"""The doors of learning, a file a part; the prison mounts them under the namespace "education"."""

from django.urls import URLPattern

from . import awards, groups, lessons, packages, plan, running, study, teaching

at_a_prison: list[URLPattern] = [
    *plan.urlpatterns,
    *groups.urlpatterns,
    *study.urlpatterns,
    *teaching.urlpatterns,
    *lessons.urlpatterns,
    *awards.urlpatterns,
    *packages.urlpatterns,
    *running.urlpatterns,
]
