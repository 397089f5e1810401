"""The doors of what is asked from the cell, a file a part; the prison mounts them under the namespace "incell"."""

from . import asking, contacts, handling, notices, offline, timetable

at_a_prison = [
    *asking.urlpatterns,
    *handling.urlpatterns,
    *contacts.urlpatterns,
    *notices.urlpatterns,
    *timetable.urlpatterns,
    *offline.urlpatterns,
]
