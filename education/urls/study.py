"""Studying: courses in the cell."""

from django.urls import URLPattern, path

from education.views.prisoner import course, feedback, learning, step

urlpatterns: list[URLPattern] = [
    path("me/learning/", learning.learning, name="learning"),
    path("me/learning/feedback/<uuid:feedback_id>/", feedback.answer, name="feedback_answer"),
    path("me/learning/<uuid:course_id>/", course.course, name="course"),
    path("me/learning/<uuid:course_id>/join/", course.join, name="join"),
    path("me/learning/<uuid:course_id>/leave/", course.leave, name="leave"),
    path("me/learning/step/<uuid:enrolment_id>/<uuid:unit_id>/", step.step, name="step"),
]
