"""Central learns who awards and what was withdrawn, and never whom; the passport learns what was awarded."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import Counter
from accounts.seal import unb64
from education import badges
from education.acts.issuer_keys import award_again, burn_issuer, renew_issuer_key
from education.acts.issuing import own_issuer
from education.acts.withdrawing import confirm_withdrawal, propose_withdrawal
from education.models import Award, IssuerKey
from passport.acts.issuers import announce_issuers, receive_issuer_key, receive_status_list
from passport.acts.received import WrongEntry
from passport.acts.sections import keys_of, open_version
from passport.acts.skills import follow_awards
from passport.models import Issuer, JournalEntry, Passport, PublishedKey, PublishedList, SectionVersion
from tests.awards import a_judgement, a_skill, a_tutor
from tests.cast import PrisonerFactory
from tests.education.badges.craft import AWARDED, ISSUER, KEY
from tests.education.badges.craft import a_list as crafted_list
from tests.two_nodes import NOW, Line


def word(award: Award, at: Any) -> str:
    """As anybody outside would check it, with what central holds."""
    kid = badges.kid_of(award.credential, "JWT")
    row = PublishedKey.objects.get(thumbprint=kid.rpartition("/")[2])
    listed = PublishedList.objects.filter(issuer=row.issuer_id).values_list("token", flat=True).first()
    named = badges.Issuer("https://awards.example", row.issuer_id, "")
    keys = {named.key(one.thumbprint): badges.PublicIssuerKey.from_jwk(one.jwk) for one in row.issuer.keys.all()}
    return badges.check(award.credential, keys=keys, listed=listed, base="https://awards.example", at=at).word


def withdraw(award: Award, at: Any) -> None:
    proposal = propose_withdrawal(award=award.pk, reason="MISTAKE", by=a_tutor(award.prisoner.prison), at=at)
    confirm_withdrawal(withdrawal=proposal.pk, by=a_tutor(award.prisoner.prison), at=at)


def test_key_list_and_withdrawal_reach_central_and_no_name_does(line: Line) -> None:
    person = PrisonerFactory(first_name="Zebediah", last_name="Quillfeather")
    award = a_skill(person, at=line.now)
    assert announce_issuers(at=line.now) == 2
    assert announce_issuers(at=line.now) == 0
    follow_awards(at=line.now)
    line.courier().round()
    with line.at_central():
        assert word(award, line.now) == "VALID"
        assert Issuer.objects.get().name == "Throughgate Learning"
        everything = " ".join(JournalEntry.objects.values_list("body", flat=True))
        everything += " ".join(PublishedList.objects.values_list("token", flat=True))
        assert not [name for name in ("Zebediah", "Quillfeather", person.number) if name in everything]
        assert SectionVersion.objects.filter(sec="SKILLS").count() == 1
    line.later(hours=1)
    withdraw(award, line.now)
    assert announce_issuers(at=line.now) == 1
    line.courier().round()
    with line.at_central():
        assert word(award, line.now) == "WITHDRAWN"


def test_the_list_is_signed_again_after_a_week(line: Line) -> None:
    award = a_skill(PrisonerFactory(), at=line.now)
    announce_issuers(at=line.now)
    line.later(days=7)
    assert announce_issuers(at=line.now) == 1
    line.courier().round()
    with line.at_central():
        assert word(award, line.now + timedelta(days=40)) == "VALID"
        assert word(award, line.now + timedelta(days=46)) == "NOT_CHECKED"


def test_after_renewing_old_and_new_awards_are_valid_and_the_new_key_withdraws(line: Line) -> None:
    old = a_skill(PrisonerFactory(), at=line.now)
    announce_issuers(at=line.now)
    renew_issuer_key(by="command:issuer_key", at=line.now)
    new = a_judgement(PrisonerFactory(), at=line.now)
    line.later(hours=1)
    withdraw(old, line.now)
    assert announce_issuers(at=line.now) == 2  # the key and the list
    line.courier().round()
    with line.at_central():
        assert (word(old, line.now), word(new, line.now)) == ("WITHDRAWN", "VALID")


def test_nothing_of_a_burnt_issuer_is_valid_not_even_what_the_thief_signs(line: Line) -> None:
    person = PrisonerFactory()
    old = a_skill(person, at=line.now)
    announce_issuers(at=line.now)
    follow_awards(at=line.now)
    issuer, stolen = own_issuer(at=line.now)
    burn_issuer(by="command:issuer_key", at=line.now)
    forged = Award(credential=badges.issue(replace(AWARDED, at=line.now), issuer=issuer, key=stolen))
    award_again(at=line.now)
    new = Award.objects.get(pk=old.pk)
    line.later(hours=1)
    assert announce_issuers(at=line.now) == 4  # two keys, two lists
    assert announce_issuers(at=line.now) == 0
    assert follow_awards(at=line.now) == 1
    line.courier().round()
    with line.at_central():
        assert [word(one, line.now) for one in (old, forged, new)] == ["WITHDRAWN", "WITHDRAWN", "VALID"]
    line.later(days=40)
    assert announce_issuers(at=line.now) == 2
    line.courier().round()
    with line.at_central():
        assert [word(one, line.now) for one in (old, forged, new)] == ["WITHDRAWN", "WITHDRAWN", "VALID"]
    assert opened(person.passport, line.now)["awards"][0]["credential"] == new.credential


def test_where_nobody_was_awarded_nothing_is_told(line: Line) -> None:
    assert announce_issuers(at=line.now) == 0
    assert not JournalEntry.objects.exists()
    assert not IssuerKey.objects.exists()


def opened(passport: Passport, at: Any) -> dict[str, Any]:
    version = SectionVersion.objects.of(passport.pk).filter(sec="SKILLS").newest().get()
    return open_version(version=version, keys=keys_of(passport.pk), at=at).data


def test_the_passport_follows_awards_by_their_changes(line: Line) -> None:
    person, other = PrisonerFactory(), PrisonerFactory()
    first, second = a_skill(person, at=line.now), a_judgement(person, at=line.now)
    a_skill(other, at=line.now)
    assert follow_awards(at=line.now) == 2  # one version a person, however many awards
    assert follow_awards(at=line.now) == 0
    said = opened(person.passport, line.now)
    assert said["kind"] == "skills"
    assert {one["id"] for one in said["awards"]} == {str(first.pk), str(second.pk)}
    assert {one["credential"] for one in said["awards"]} == {first.credential, second.credential}
    line.later(hours=1)
    withdraw(first, line.now)
    assert follow_awards(at=line.now) == 1
    gone = next(one for one in opened(person.passport, line.now)["awards"] if one["id"] == str(first.pk))
    assert gone["withdrawn"] is True
    assert gone["credential"] == ""


def test_a_round_that_was_stopped_goes_on_where_it_was(line: Line) -> None:
    for _ in range(3):
        a_skill(PrisonerFactory(), at=line.now)
    assert follow_awards(at=line.now, most=2) == 2
    assert Counter.objects.get(name="passport.awards_read").value == 2
    assert follow_awards(at=line.now) == 1


def issuer_key(**more: Any) -> None:
    said = {"seq": 1, "issuer": ISSUER.id, "jwk": KEY.public.jwk(), "name": "Northfield", "origin": "MDI", "at": NOW}
    receive_issuer_key(**said | more)


def status_list(token: str, **more: Any) -> None:
    receive_status_list(
        **{"seq": 2, "issuer": ISSUER.id, "number": 1, "token": token, "origin": "MDI", "at": NOW} | more
    )


@pytest.mark.django_db
def test_another_prisons_issuer_and_key_are_refused() -> None:
    issuer_key()
    issuer_key()
    for more in ({"origin": "LEI"}, {"issuer": uuid4()}, {"issuer": uuid4(), "origin": "LEI"}):
        with pytest.raises(WrongEntry, match="other"):
            issuer_key(**more)
    with pytest.raises(WrongEntry, match="other"):
        status_list(crafted_list(), origin="LEI")
    assert PublishedKey.objects.count() == Issuer.objects.filter(keys__isnull=False).count() == 1


@pytest.mark.django_db
def test_a_list_is_taken_from_its_issuer_and_the_later_one_stays() -> None:
    with pytest.raises(WrongEntry, match="missing"):
        status_list(crafted_list())
    issuer_key()
    later = crafted_list(7, at=NOW + timedelta(hours=1))
    status_list(later)
    status_list(crafted_list())
    assert PublishedList.objects.get().token == later
    for wrong, why in (
        (crafted_list(number=2), "binding"),
        (crafted_list()[:-6], "length"),
        (crafted_list(key=badges.IssuerKey.generate()), "signer"),
        ("no list", "header"),
    ):
        with pytest.raises(WrongEntry, match=why):
            status_list(wrong)


@pytest.mark.django_db
def test_the_journal_names_the_thumbprint_and_not_a_private_key(line: Line) -> None:
    a_skill(PrisonerFactory(), at=line.now)
    announce_issuers(at=line.now)
    body = json.loads(JournalEntry.objects.get(kind="issuer_key").body)
    assert set(body) == {"issuer", "jwk", "kid", "name"}
    assert set(body["jwk"]) == {"kty", "crv", "x", "y"}
    listed = json.loads(JournalEntry.objects.get(kind="status_list").body)["list"]
    assert json.loads(unb64(listed.split(".")[1]))["id"].endswith(f"/issuers/{body['issuer']}/status/1")
