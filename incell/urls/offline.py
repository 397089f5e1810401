"""What is written while there is no Wi-Fi."""

from django.urls import URLPattern, path

from incell.views import offline
from incell.views.prisoner import held

urlpatterns: list[URLPattern] = [
    path("sw.js", offline.service_worker, name="service_worker"),
    path("offline/book/<str:language>.json", offline.book, name="book"),
    path("offline/queue/", offline.take_in, name="take_in"),
    path("offline/end/", offline.end, name="end_session"),
    path("me/held/", held.acts, name="held"),
    path("me/held/<slug:key>/", held.act, name="held_act"),
    path("me/held/<slug:key>/throw-away/", held.throw_away, name="throw_away"),
]
