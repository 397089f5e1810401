"""The learner record and the learning plan: doors for staff, and for the person in the cell."""

from django.urls import URLPattern, path

from education.views.staff import person, records

urlpatterns: list[URLPattern] = [
    path("staff/learning/records/", records.records, name="records"),
    path("staff/learning/records/answered/", records.records_answered, name="records_answered"),
    path("staff/learning/records/upload/", records.records_upload, name="records_upload"),
    path("staff/learning/records/<int:pk>/", records.records_answer, name="records_answer"),
    path("staff/people/<uuid:prisoner_id>/learning/", person.learning_of, name="learning_of"),
]
