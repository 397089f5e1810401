"""Courses and classes, for staff."""

from django.urls import URLPattern, path

from education.views.staff import asking, classes, courses, feedback, register, timetable, units

urlpatterns: list[URLPattern] = [
    path("staff/learning/", courses.courses, name="courses"),
    path("staff/learning/new/", courses.course_new, name="course_new"),
    path("staff/learning/asking/", asking.asking, name="asking"),
    path("staff/learning/asking/many/", asking.answer_many, name="answer_many"),
    path("staff/learning/asking/<uuid:enrolment_id>/", asking.asked, name="asked"),
    path("staff/learning/classes/", timetable.my_sessions, name="my_sessions"),
    path("staff/learning/sessions/<uuid:session_id>/", timetable.session, name="session"),
    path("staff/learning/sessions/<uuid:session_id>/register/", register.register, name="register"),
    path("staff/learning/sessions/<uuid:session_id>/register/paper/", register.register_paper, name="register_paper"),
    path("staff/learning/<uuid:course_id>/sessions/", timetable.sessions, name="sessions"),
    path("staff/learning/<uuid:course_id>/class/", classes.class_page, name="class"),
    path("staff/learning/<uuid:course_id>/class/csv/", classes.class_csv, name="class_csv"),
    path("staff/learning/<uuid:course_id>/class/paper/", classes.class_paper, name="class_paper"),
    path("staff/learning/learner/<uuid:enrolment_id>/", classes.learner, name="learner"),
    path("staff/learning/learner/<uuid:enrolment_id>/paper/", classes.learner_paper, name="learner_paper"),
    path("staff/learning/learner/<uuid:enrolment_id>/feedback/", feedback.feedback, name="feedback"),
    path("staff/learning/feedback/<uuid:feedback_id>/step/", feedback.feedback_step, name="feedback_step"),
    path("staff/learning/<uuid:course_id>/place/", asking.place, name="place"),
    path("staff/learning/<uuid:course_id>/", courses.course, name="staff_course"),
    path("staff/learning/<uuid:course_id>/edit/", courses.course_edit, name="course_edit"),
    path("staff/learning/<uuid:course_id>/step/", courses.course_write_step, name="course_write_step"),
    path("staff/learning/<uuid:course_id>/review/", courses.course_review_step, name="course_review_step"),
    path("staff/learning/<uuid:course_id>/units/new/", units.unit_new, name="unit_new"),
    path("staff/learning/units/<uuid:unit_id>/", units.unit_edit, name="unit_edit"),
    path("staff/learning/units/<uuid:unit_id>/step/", units.unit_step, name="unit_step"),
]
