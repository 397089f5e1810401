"""Lessons, quizzes and workbooks."""

from django.urls import URLPattern, path

from education.views import media
from education.views.prisoner import quiz, unit
from education.views.staff import content, judging, learn, looking, marking
from education.views.staff import media as files

urlpatterns: list[URLPattern] = [
    path("me/learning/unit/<uuid:enrolment_id>/<uuid:unit_id>/", unit.unit, name="unit"),
    path("me/learning/quiz/<uuid:attempt_id>/<int:place>/", quiz.question, name="quiz_question"),
    path("me/learning/quiz/<uuid:attempt_id>/check/", quiz.check, name="quiz_check"),
    path("me/learning/quiz/<uuid:attempt_id>/", quiz.result, name="quiz_result"),
    path("me/learning/media/<uuid:media_id>/<slug:part>/", media.media, name="media"),
    path("staff/learning/media/<uuid:media_id>/<slug:part>/", media.media_for_staff, name="media_for_staff"),
    path("staff/learning/units/<uuid:unit_id>/content/", content.unit_content, name="unit_content"),
    path("staff/learning/units/<uuid:unit_id>/look/", looking.unit_look, name="unit_look"),
    path("staff/learning/units/<uuid:unit_id>/put-up/", content.unit_put_up, name="unit_put_up"),
    path("staff/learning/units/<uuid:unit_id>/paper/", marking.sheet, name="unit_sheet"),
    path("staff/learning/<uuid:course_id>/media/", files.course_media, name="course_media"),
    path("staff/learning/marking/", marking.marking, name="marking"),
    path("staff/learning/marking/<uuid:work_id>/", marking.work, name="work"),
    path("staff/learning/marking/<uuid:work_id>/undo/", marking.work_undo, name="work_undo"),
    path("staff/learning/marking/quiz/<uuid:attempt_id>/", judging.judge, name="judge"),
    path("staff/learning/marking/quiz/<uuid:attempt_id>/undo/", judging.judge_undo, name="judge_undo"),
    path("staff/learning/attempts/<uuid:enrolment_id>/", marking.attempts, name="attempts"),
    path("staff/learn/", learn.own_learning, name="own_learning"),
    path("staff/learn/unit/<uuid:enrolment_id>/<uuid:unit_id>/", learn.unit, name="staff_unit"),
    path("staff/learn/quiz/<uuid:attempt_id>/<int:place>/", learn.question, name="staff_quiz_question"),
    path("staff/learn/quiz/<uuid:attempt_id>/check/", learn.check, name="staff_quiz_check"),
    path("staff/learn/quiz/<uuid:attempt_id>/", learn.result, name="staff_quiz_result"),
]
