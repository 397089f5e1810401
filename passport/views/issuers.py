"""Central's doors for whoever checks an award: who awards, by which keys, and what was withdrawn.

They are public: nothing here is about a person, and whoever holds an award must be able to check it. Addresses and
forms are those of education/badges/SPEC.md, section 1.
"""

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.views.door import public_door
from education import badges
from passport.models import Issuer, PublishedKey, PublishedList

KEY_AGE, LIST_AGE = 86_400, 300  # seconds that a cache may keep one
CONTROLLED = "https://www.w3.org/ns/cid/v1"


@public_door
@require_http_methods(["GET", "HEAD"])
def profile(request: HttpRequest, issuer_id: UUID) -> HttpResponse:
    """The issuer's profile, which is also the document that names its keys. Queries: 2."""
    issuer = _issuer(issuer_id)
    address = _named(request, issuer).address
    said = {"@context": [*_context(), CONTROLLED], "id": address, "type": ["Profile"], "name": issuer.name}
    return _json(said | _methods(request, issuer, address, https=True), "application/json", KEY_AGE)


@public_door
@require_http_methods(["GET", "HEAD"])
def did_document(request: HttpRequest, issuer_id: UUID) -> HttpResponse:
    """did:web: the same keys under the issuer's DID. Queries: 2."""
    issuer = _issuer(issuer_id)
    named = _named(request, issuer)
    said = {"@context": ["https://www.w3.org/ns/did/v1"], "id": named.did, "alsoKnownAs": [named.address]}
    return _json(said | _methods(request, issuer, named.did, https=False), "application/did+json", KEY_AGE)


@public_door
@require_http_methods(["GET", "HEAD"])
def key(request: HttpRequest, issuer_id: UUID, thumbprint: str) -> HttpResponse:
    """One bare JWK. Queries: 1."""
    row = PublishedKey.objects.filter(issuer_id=issuer_id, thumbprint=thumbprint).first()
    if row is None:
        raise Http404
    return _json(row.jwk, "application/jwk+json", KEY_AGE)


@public_door
@require_http_methods(["GET", "HEAD"])
def status_list(request: HttpRequest, issuer_id: UUID, number: int) -> HttpResponse:
    """The newest signed list, as the prison signed it. Queries: 1."""
    row = PublishedList.objects.filter(issuer_id=issuer_id, number=number).first()
    if row is None:
        raise Http404
    return _open(HttpResponse(row.token, content_type="application/vc+jwt"), LIST_AGE)


def _issuer(issuer_id: UUID) -> Issuer:
    found = Issuer.objects.filter(pk=issuer_id).first()
    if found is None:
        raise Http404
    return found


def _named(request: HttpRequest, issuer: Issuer) -> badges.Issuer:
    base = settings.VERIFY_URL or f"{request.scheme}://{request.get_host()}"
    return badges.Issuer(base, issuer.pk, issuer.name)


def _context() -> list[str]:
    return ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]


def _methods(request: HttpRequest, issuer: Issuer, controller: str, *, https: bool) -> dict[str, Any]:
    """The issuer's keys as verification methods, by https address or by DID URL. Queries: 1."""
    named, methods = _named(request, issuer), []
    for row in issuer.keys.all():
        name = named.key(row.thumbprint) if https else f"{controller}#{row.thumbprint}"
        methods.append({"id": name, "type": "JsonWebKey", "controller": controller, "publicKeyJwk": row.jwk})
    return {"verificationMethod": methods, "assertionMethod": [method["id"] for method in methods]}


def _json(said: Any, media_type: str, age: int) -> HttpResponse:
    return _open(HttpResponse(json.dumps(said, separators=(",", ":")), content_type=media_type), age)


def _open(response: HttpResponse, age: int) -> HttpResponse:
    """For a verifier's page on any site, and for caches between."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = f"public, max-age={age}"
    return response
