"""A person's own requests, in the cell."""

from django.urls import URLPattern, path

from incell.views.prisoner import asking, asking_help, asking_kinds, asking_own, contacts

urlpatterns: list[URLPattern] = [
    path("me/ask/", asking_kinds.ask, name="ask"),
    path("me/ask/<slug:slug>/", asking.ask_form, name="ask_form"),
    path("me/ask/<slug:slug>/check/", asking.ask_check, name="ask_check"),
    path("me/ask/<slug:slug>/tell/", asking_help.tell_of_unsent, name="tell_of_unsent"),
    path("me/contacts/", contacts.contacts, name="my_contacts"),
    path("me/tell/", asking_help.tell, name="tell"),
    path("me/requests/", asking_own.my_requests, name="my_requests"),
    path("me/requests/<uuid:request_id>/", asking_own.own_request, name="own_request"),
    path("me/requests/<uuid:request_id>/sent/", asking_own.request_sent, name="request_sent"),
    path("me/requests/<uuid:request_id>/withdraw/", asking_own.request_withdraw, name="request_withdraw"),
    path("me/requests/<uuid:request_id>/tell/", asking_help.tell, name="tell_of_request"),
]
