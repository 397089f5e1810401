"""Agency workers, at central."""

from django.urls import URLPattern, path

from passport.views import agency, agency_key, agency_letters

LETTER = "agency/letters/<uuid:letter_id>"

urlpatterns: list[URLPattern] = [
    path("agency/", agency.inbox, name="inbox"),
    path("agency/covers/", agency.covers, name="covers"),
    path("agency/handovers/<uuid:handover_id>/", agency.record, name="record"),
    path("agency/handovers/<uuid:handover_id>/sealed/", agency.sealed, name="sealed"),
    path("agency/handovers/<uuid:handover_id>/files/", agency.blob, name="blob"),
    path("agency/handovers/<uuid:handover_id>/answers/", agency.answers, name="answers"),
    path("agency/letters/", agency_letters.letters, name="letters"),
    path(f"{LETTER}/", agency_letters.letter, name="letter"),
    path(f"{LETTER}/sealed/", agency_letters.sealed, name="letter_sealed"),
    path(f"{LETTER}/opened/", agency_letters.opened, name="letter_opened"),
    path(f"{LETTER}/answers/", agency_letters.answers, name="letter_answers"),
    path("agency/key/", agency_key.key, name="agency_key"),
    path("agency/key/offered/", agency_key.offered, name="offered_key"),
    path("agency/key/<slug:kid>/backup/", agency_key.backup, name="key_backup"),
]
