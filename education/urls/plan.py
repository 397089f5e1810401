"""The learner record and the learning plan: doors for staff, and for the person in the cell."""

from django.urls import URLPattern, path

from education.views.prisoner import about_me, plan
from education.views.staff import goals, person, records, reviews

urlpatterns: list[URLPattern] = [
    path("staff/learning/records/", records.records, name="records"),
    path("staff/learning/records/answered/", records.records_answered, name="records_answered"),
    path("staff/learning/records/upload/", records.records_upload, name="records_upload"),
    path("staff/learning/records/<int:pk>/", records.records_answer, name="records_answer"),
    path("staff/people/<uuid:prisoner_id>/learning/", person.learning_of, name="learning_of"),
    path("staff/people/<uuid:prisoner_id>/learning/before/", person.past_of, name="past_of"),
    path("staff/people/<uuid:prisoner_id>/learning/assess/", person.assess, name="assess"),
    path("staff/people/<uuid:prisoner_id>/learning/helps/", person.need_add, name="need_add"),
    path("staff/people/<uuid:prisoner_id>/learning/helps/<int:need_id>/end/", person.need_end, name="need_end"),
    path("staff/people/<uuid:prisoner_id>/learning/goals/", goals.goal_add, name="goal_add"),
    path("staff/people/<uuid:prisoner_id>/learning/goals/<int:goal_id>/", goals.goal, name="goal"),
    path("staff/people/<uuid:prisoner_id>/learning/review/", reviews.review, name="review"),
    path("staff/learning/reviews/", reviews.reviews, name="reviews"),
    path("me/learning/about-me/", about_me.about_me, name="about_me"),
    path("me/learning/plan/", plan.plan, name="plan"),
    path("me/learning/plan/goal/", plan.own_goal, name="own_goal"),
    path("me/learning/plan/<int:goal_id>/", plan.in_the_way, name="in_the_way"),
]
