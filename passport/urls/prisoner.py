"""The person, in the cell."""

from django.urls import URLPattern, path

from passport.views import prisoner

urlpatterns: list[URLPattern] = [
    path("me/", prisoner.home, name="home"),
    path("me/passport/", prisoner.own, name="own"),
    path("me/passport/private/", prisoner.private, name="private"),
    path("me/words/", prisoner.words, name="words"),
    path("me/words/write/", prisoner.words_write, name="words_write"),
    path("me/words/check/", prisoner.words_check, name="words_check"),
    path("me/plan/", prisoner.plan, name="plan"),
    path("me/plan/new/", prisoner.plan_new, name="plan_new"),
    path("me/plan/agree/", prisoner.plan_agree, name="plan_agree"),
    path("me/plan/before/", prisoner.plan_before, name="plan_before"),
    path("me/plan/goals/<uuid:plan_goal_id>/", prisoner.plan_goal, name="plan_goal"),
    path("me/applications/", prisoner.applications, name="applications"),
    path("me/licence/", prisoner.licence, name="licence"),
    path("me/appointments/", prisoner.appointments, name="appointments"),
    path("me/needs/", prisoner.needs, name="needs"),
    path("me/needs/<uuid:need_id>/", prisoner.need, name="need"),
    path("me/meeting/", prisoner.meeting, name="own_meeting"),
    path("me/ready/", prisoner.ready, name="ready"),
    path("me/link/", prisoner.link, name="own_link"),
    path("me/papers/", prisoner.documents, name="my_documents"),
    path("me/papers/<uuid:document_id>/", prisoner.document, name="my_document"),
    path("me/readers/", prisoner.readers, name="readers"),
    path("me/sharing/", prisoner.sharing, name="sharing"),
    path("me/sharing/<uuid:agency_id>/", prisoner.say, name="say"),
    path("me/looking/", prisoner.looking, name="looking"),
    path("me/help/", prisoner.help_page, name="help"),
    path("me/display/", prisoner.display, name="display"),
]
