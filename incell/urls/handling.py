"""Requests, for the teams that answer them."""

from django.urls import URLPattern, path

from incell.views.staff import bulk, flags, paper, queue, queue_search, request, request_answer, request_print

urlpatterns: list[URLPattern] = [
    path("staff/requests/", queue.queue, name="requests"),
    path("staff/requests/export/", queue.export, name="requests_export"),
    path("staff/requests/search/", queue_search.search, name="requests_search"),
    path("staff/requests/late/", queue_search.late, name="requests_late"),
    path("staff/requests/print/", request_print.decided_today, name="requests_print"),
    path("staff/requests/many/", bulk.many, name="requests_many"),
    path("staff/requests/many/<uuid:batch>/", bulk.done, name="requests_done"),
    path("staff/requests/paper/", paper.begin, name="paper"),
    path("staff/requests/paper/<uuid:prisoner_id>/<slug:code>/", paper.answers, name="paper_answers"),
    path("staff/requests/<uuid:request_id>/", request.one, name="request"),
    path("staff/requests/<uuid:request_id>/answer/", request_answer.answer, name="request_answer"),
    path("staff/requests/<uuid:request_id>/print/", request_print.one, name="request_print"),
    path("staff/requests/<uuid:request_id>/letter/", request_print.letter, name="request_letter"),
    path("staff/flags/", flags.flags, name="flags"),
    path("staff/flags/<uuid:flag_id>/", flags.flag, name="flag"),
    path("staff/people/<uuid:prisoner_id>/flag/", flags.flag_words_of, name="flag_words_of"),
]
