"""The issuer's key is renewed without harm, and burnt when it was in other hands."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.keys import NodeKeys
from accounts.models import AuditEntry
from education import badges
from education.acts.issuer_keys import NoIssuerYet, award_again, burn_issuer, renew_issuer_key
from education.acts.issuing import own_issuer
from education.models import Award, IssuerKey
from tests.awards import a_judgement, a_skill
from tests.cast import NOW, PrisonerFactory

pytestmark = pytest.mark.django_db


def test_a_renewed_key_signs_what_comes_and_the_issuer_stays(node: NodeKeys) -> None:
    before = a_skill(PrisonerFactory())
    made = renew_issuer_key(by="command:issuer_key", at=NOW)
    after = a_judgement(PrisonerFactory())
    assert before.issuer == after.issuer == made.issuer
    assert before.credential == Award.objects.get(pk=before.pk).credential
    kids = [badges.kid_of(one.credential, "JWT").rpartition("/")[2] for one in (before, after)]
    assert kids[1] == made.thumbprint != kids[0]
    assert IssuerKey.objects.get(thumbprint=kids[0]).retired_at == NOW
    assert award_again(at=NOW) == 0


def test_a_key_that_cannot_be_opened_is_renewed(node: NodeKeys) -> None:
    a_skill(PrisonerFactory())
    IssuerKey.objects.update(sealed_private="lost")
    renew_issuer_key(by="command:issuer_key", at=NOW)
    a_skill(PrisonerFactory())


def test_what_stands_of_a_burnt_issuer_is_given_again(node: NodeKeys) -> None:
    person = PrisonerFactory()
    one, other, gone = a_skill(person), a_judgement(person), a_skill(person, skill="PLANNING")
    Award.objects.filter(pk=gone.pk).update(withdrawn_at=NOW)
    made = burn_issuer(by="command:issuer_key", at=NOW)
    assert own_issuer(at=NOW)[0].id == made.issuer != one.issuer
    assert award_again(at=NOW, most=1) == 1
    assert award_again(at=NOW) == 1
    assert award_again(at=NOW) == 0
    for before in (one, other):
        after = Award.objects.get(pk=before.pk)
        assert (after.issuer, after.issued_at, after.evidence) == (made.issuer, before.issued_at, before.evidence)
        assert after.change > gone.change
        key = IssuerKey.objects.get(thumbprint=made.thumbprint)
        kid = badges.kid_of(after.credential, "JWT")
        keys = {kid: badges.PublicIssuerKey.from_jwk(key.jwk)}
        shown = badges.check(after.credential, keys=keys, listed=None, base="https://awards.example", at=NOW).award
        assert shown is not None
        assert shown.id == f"urn:uuid:{before.pk}"
        assert shown.learner == person.name
    assert Award.objects.get(pk=gone.pk).issuer == one.issuer
    assert AuditEntry.objects.filter(verb="award_again").count() == 2
    burn_issuer(by="command:issuer_key", at=NOW)  # and once more
    assert award_again(at=NOW) == 2


def test_before_the_first_award_there_is_nothing_to_renew(node: NodeKeys) -> None:
    for act in (renew_issuer_key, burn_issuer):
        with pytest.raises(NoIssuerYet):
            act(by="command:issuer_key", at=NOW)
    with pytest.raises(CommandError, match="The first award makes the key"):
        call_command("issuer_key", "renew")


def test_the_verb_shows_renews_and_asks_before_it_burns(node: NodeKeys) -> None:
    said = StringIO()
    a_skill(PrisonerFactory())
    call_command("issuer_key", "renew", stdout=said)
    with pytest.raises(CommandError, match="printed again"):
        call_command("issuer_key", "burn")
    with pytest.raises(CommandError, match="printed again"):
        call_command("issuer_key", "burn", "--sure", "yes")
    assert not IssuerKey.objects.filter(burnt_at__isnull=False).exists()
    call_command("issuer_key", "burn", "--sure", "burn", stdout=said)
    call_command("issuer_key", "show", stdout=said)
    words = said.getvalue()
    assert "stays valid" in words
    assert "burnt: issuer" in words
    assert "1 awards stand" in words
    assert "in force: issuer" in words
