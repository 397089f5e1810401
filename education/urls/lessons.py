"""Lessons, quizzes and workbooks."""

from django.urls import URLPattern, path

from education.views import media
from education.views.prisoner import quiz, unit

urlpatterns: list[URLPattern] = [
    path("me/learning/unit/<uuid:enrolment_id>/<uuid:unit_id>/", unit.unit, name="unit"),
    path("me/learning/quiz/<uuid:attempt_id>/<int:place>/", quiz.question, name="quiz_question"),
    path("me/learning/quiz/<uuid:attempt_id>/check/", quiz.check, name="quiz_check"),
    path("me/learning/quiz/<uuid:attempt_id>/", quiz.result, name="quiz_result"),
    path("me/learning/media/<uuid:media_id>/<slug:part>/", media.media, name="media"),
    path("staff/learning/media/<uuid:media_id>/<slug:part>/", media.media_for_staff, name="media_for_staff"),
]
