"""Anybody who checks an award, at central."""

from django.urls import URLPattern, path

from passport.views import issuers, links, verify

urlpatterns: list[URLPattern] = [
    path("issuers/<uuid:issuer_id>", issuers.profile, name="issuer"),
    path("issuers/<uuid:issuer_id>/did.json", issuers.did_document, name="issuer_did"),
    path("issuers/<uuid:issuer_id>/keys/<slug:thumbprint>", issuers.key, name="issuer_key"),
    path("issuers/<uuid:issuer_id>/status/<int:number>", issuers.status_list, name="status_list"),
    path("link/", links.link, name="link"),
    path("link/<str:link_id>/manifest", links.manifest, name="link_manifest"),
    path("verify/", verify.verify, name="verify"),
    path("verify/offline/", verify.offline, name="verify_offline"),
]
