"""Awards: a person's own, in the cell; given, withdrawn and printed by staff."""

from django.urls import URLPattern, path

from education.views.prisoner import skills
from education.views.staff import awards

PERSON = "staff/people/<uuid:prisoner_id>/skills"
urlpatterns: list[URLPattern] = [
    path("me/skills/", skills.skills, name="skills"),
    path("me/skills/page/", skills.page_for_a_job, name="page_for_a_job"),
    path(f"{PERSON}/", awards.awards, name="awards"),
    path(f"{PERSON}/skill/", awards.give_skill, name="award_skill"),
    path(f"{PERSON}/seen/", awards.give_judgement, name="award_judgement"),
    path(f"{PERSON}/print/", awards.printed, name="awards_printed"),
    path("staff/awards/<uuid:award_id>/withdraw/", awards.withdraw, name="award_withdraw"),
]
