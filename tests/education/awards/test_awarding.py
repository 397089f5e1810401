"""An award is given once, signed, with evidence, by who may."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from accounts.access import NotAllowed
from accounts.keys import NodeKeys
from accounts.models import AuditEntry
from accounts.seal import unb64
from education import badges
from education.acts.awarding import LeftThePrison, NoEvidence, NothingNamed, award_completed
from education.acts.issuing import NoVerifyAddress, own_issuer, signed_list
from education.models import Award, AwardKind, Enrolment, IssuerKey
from tests.awards import a_judgement, a_skill, a_tutor
from tests.cast import NOW, PrisonerFactory, PrisonFactory, UserFactory
from tests.courses import a_course, placed

BASE = "https://awards.example"


def checked(award: Award, listed: str | None) -> badges.Answer:
    issuer, key = own_issuer(at=NOW)
    keys = {issuer.key(key.public.thumbprint): key.public}
    return badges.check(award.credential, keys=keys, listed=listed, base=BASE, at=NOW + timedelta(minutes=1))


def test_a_skill_with_evidence_is_a_credential_that_holds(node: NodeKeys) -> None:
    person = PrisonerFactory(first_name="Siân", last_name="Okafor")
    award = a_skill(person)
    answer = checked(award, signed_list(issuer=award.issuer, at=NOW))
    assert answer.word is badges.Word.VALID
    assert answer.award is not None
    said = (answer.award.learner, answer.award.name, answer.award.result, answer.award.issuer_name)
    assert said == ("Siân Okafor", "Teamwork", "Quite confident", "Throughgate Learning")
    assert answer.award.evidence == "Led the paint crew for a week."
    assert AuditEntry.objects.filter(verb="grant_award", whom=str(award.pk), who=str(award.issued_by_id)).count() == 1


def test_without_a_list_it_is_not_checked(node: NodeKeys) -> None:
    assert checked(a_skill(PrisonerFactory()), None).word is badges.Word.NOT_CHECKED


def test_nothing_in_it_says_where_it_was_earned(node: NodeKeys) -> None:
    person = PrisonerFactory()
    for award in (a_skill(person), a_judgement(person)):
        words = unb64(award.credential.split(".")[1]).decode()
        assert not [word for word in ("MDI", "Moorland", person.number, "1990-04-17", str(person.pk)) if word in words]


def test_two_awards_share_no_subject_and_no_index(node: NodeKeys) -> None:
    person = PrisonerFactory()
    said = [json.loads(unb64(one.credential.split(".")[1])) for one in (a_skill(person), a_judgement(person))]
    assert said[0]["sub"] != said[1]["sub"]
    assert said[0]["credentialStatus"]["statusListIndex"] != said[1]["credentialStatus"]["statusListIndex"]
    assert said[0]["iss"] == said[1]["iss"]
    assert IssuerKey.objects.count() == 1


def test_the_private_half_lies_sealed(node: NodeKeys) -> None:
    a_skill(PrisonerFactory())
    row = IssuerKey.objects.get()
    assert "d" not in row.jwk
    assert json.loads(row.sealed_private)["ciphertext"]
    assert own_issuer(at=NOW)[1].private_jwk()["d"] not in row.sealed_private


@pytest.mark.parametrize("evidence", ["", "  \n ", "w" * 241])
def test_evidence_is_needed_and_short(node: NodeKeys, evidence: str) -> None:
    with pytest.raises(NoEvidence):
        a_skill(PrisonerFactory(), evidence=evidence)
    assert not Award.objects.exists()


@pytest.mark.parametrize("more", [{"name": " "}, {"name": "n" * 121}, {"can": ""}, {"can": "c" * 301}])
def test_a_judgement_names_what_it_is(node: NodeKeys, more: dict[str, Any]) -> None:
    with pytest.raises(NothingNamed):
        a_judgement(PrisonerFactory(), **more)


def test_who_may_not_give_and_to_whom_not(node: NodeKeys) -> None:
    person = PrisonerFactory()
    for stranger in (UserFactory(roles=["WING_OFFICER"]), a_tutor(PrisonFactory(code="LEI", name="Leeds"))):
        with pytest.raises(NotAllowed):
            a_skill(person, by=stranger)
    with pytest.raises(LeftThePrison):
        a_skill(PrisonerFactory(left_at=NOW))
    assert not Award.objects.exists()


def test_without_an_address_to_check_at_nothing_is_given(node: NodeKeys, settings: Any) -> None:
    settings.VERIFY_URL = ""
    with pytest.raises(NoVerifyAddress):
        a_skill(PrisonerFactory())


def ended(**more: Any) -> Enrolment:
    return placed(a_course(), PrisonerFactory(), state=Enrolment.State.COMPLETED, ended_at=NOW, **more)


def test_a_completed_course_becomes_an_award_once(node: NodeKeys) -> None:
    enrolment = ended()
    placed(a_course(title="Another"), PrisonerFactory())
    assert award_completed(at=NOW) == 1
    assert award_completed(at=NOW) == 0
    award = Award.objects.get()
    assert (award.kind, award.enrolment_id, award.issued_by) == (AwardKind.COURSE, enrolment.pk, None)
    assert award.achievement.description == "Weigh, measure and count in a kitchen. Entry level 3."
    assert checked(award, signed_list(issuer=award.issuer, at=NOW)).word is badges.Word.VALID


def test_who_left_the_day_after_has_the_award_too(node: NodeKeys) -> None:
    enrolment = ended()
    enrolment.prisoner.left_at = NOW
    enrolment.prisoner.save()
    assert award_completed(at=NOW) == 1


def test_nothing_to_award_costs_one_query(node: NodeKeys, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        award_completed(at=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_give_one_award(node: NodeKeys) -> None:
    from threading import Barrier, Thread

    ended()
    ended()
    together, given = Barrier(2), []

    def round_() -> None:
        together.wait()
        given.append(award_completed(at=NOW))
        connections.close_all()

    rounds = [Thread(target=round_) for _ in range(2)]
    for one in rounds:
        one.start()
    for one in rounds:
        one.join()
    assert sum(given) == Award.objects.count() == 2
    assert sorted(Award.objects.values_list("change", flat=True)) == sorted(
        set(Award.objects.values_list("change", flat=True))
    )
