"""A college adds an award after release: sealed to the prison, unread by central, and then in the same passport."""

import json
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.keys import NodeKeys, node_keys
from accounts.models import AuditEntry
from accounts.seal import Binding, open_section, seal_to
from passport import journal
from passport.acts.answers import MOST_AWARDS, receive_answer
from passport.acts.erasing import erase_passport
from passport.acts.skills import added_to, follow_added
from passport.models import (
    Acknowledgement,
    AddedAward,
    Agreement,
    Answer,
    Handover,
    Lane,
    Passport,
    Referral,
    SectionVersion,
)
from passport.outside_award import NotAnAward, read_award
from tests.awards import a_skill
from tests.cast import Cast, SignIn, UserFactory
from tests.education.badges.craft import an_award
from tests.two_nodes import NOW, PRISON, Line

WORDS = {
    "kind": "AWARD",
    "form": "WORDS",
    "worker_name": "Gwen Parry",
    "name": "Forklift driving",
    "can": "Drives a counterbalance truck.",
    "evidence": "Passed the test on 1 March.",
    "awarded_on": "2027-03-01",
    "at": "2027-03-01T09:30:00Z",
}
PASTED = {"kind": "AWARD", "form": "CREDENTIAL", "worker_name": "Gwen Parry", "at": "x", "credential": an_award()}


def send(line: Line, made: Handover, said: dict[str, Any]) -> str:
    """What the browser seals and central passes on."""
    pk = uuid4()
    aad = {"agency": str(made.agency_id), "handover": str(made.pk), "id": str(pk)}
    sealed = seal_to(line.keys[PRISON].read.public, "tg-answer+jwe", aad, json.dumps(said).encode())
    body = {"id": str(pk), "handover": str(made.pk), "worker": str(uuid4()), "at": int(line.now.timestamp())}
    with line.at_central(), transaction.atomic():
        Answer.objects.create(
            pk=pk, kind=Answer.Kind.ANSWERED, worker=body["worker"], at=line.now, handover_id=made.pk, sealed=sealed
        )
        journal.append(destination=PRISON, lane=Lane.URGENT, kind="answer", body=body, at=line.now)
    return str(pk)


def shared(line: Line) -> tuple[Passport, Any, Any]:
    """A passport, and an agency that may have its skills."""
    agency, key = line.agency()
    passport = line.passport()
    maker = UserFactory()
    Agreement.objects.create(
        agency=agency,
        purpose="Learning",
        basis=Agreement.Basis.STATUTORY,
        sections=["IDENTITY", "SKILLS"],
        days_before=84,
        days_after=90,
        expires_on=date(2030, 1, 1),
        proposed_by=maker,
        proposed_at=NOW,
        approved_by=UserFactory(),
        approved_at=NOW,
    )
    Referral.objects.create(passport=passport, agency=agency, by=maker, at=NOW)
    return passport, agency, key


def skills_at_central(line: Line, passport: Passport, key: Any) -> dict[str, Any]:
    """The newest SKILLS, as the agency's browser opens what central holds."""
    with line.at_central():
        version = SectionVersion.objects.of(passport.pk).filter(sec="SKILLS").newest().get()
        wraps = [json.loads(one) for one in version.wraps.order_by("place").values_list("entry", flat=True)]
        envelope = json.loads(version.core) | {"recipients": wraps}
        signer = line.keys[PRISON].sign
        opened = open_section(
            envelope,
            expected=Binding(PRISON, str(passport.pk), "SKILLS", version.ver),
            key=key,
            signers={signer.kid: signer.public},
            at=line.now,
        )
    return opened.data


def test_an_award_goes_from_the_college_into_the_same_passport(line: Line) -> None:
    passport, agency, key = shared(line)
    line.write("IDENTITY")
    made = line.hand_over(agency, key, "IDENTITY")
    assert follow_added(at=line.now) == 1  # nobody has awarded anything yet, and there is where to add to
    assert follow_added(at=line.now) == 0
    line.courier().round()
    assert skills_at_central(line, passport, key) == {"kind": "skills", "awards": []}
    a_skill(passport.prisoner, at=line.now)
    line.later(days=40)  # three weeks after release
    sent = [send(line, made, WORDS), send(line, made, PASTED | {"at": "y"})]
    line.courier().round()
    assert AddedAward.objects.count() == 2
    assert not Acknowledgement.objects.exists()
    assert AuditEntry.objects.filter(verb="add_award", why=str(agency.pk)).count() == 2
    assert follow_added(at=line.now) == 1  # one version, however many awards
    assert follow_added(at=line.now) == 0
    line.later(seconds=1)
    line.courier().round()
    said = skills_at_central(line, passport, key)
    assert [one["name"] for one in said["awards"]] == ["Teamwork"]
    added = {one["id"]: one for one in said["added"]}
    assert set(added) == set(sent)
    words, pasted = (added[one] for one in sent)
    assert (words["by"], words["checked"], words["credential"]) == ("Sheffield Probation", "WORDS", "")
    assert (words["name"], words["awarded_on"]) == ("Forklift driving", "2027-03-01")
    assert (pasted["checked"], pasted["credential"]) == ("NOT_CHECKED", PASTED["credential"])
    with line.at_central():
        held = " ".join(Answer.objects.values_list("sealed", flat=True))
        assert "Forklift" not in held
        assert not AddedAward.objects.exists()


def test_what_does_not_belong_is_kept_and_marked_and_stops_nothing(line: Line) -> None:
    _passport, agency, key = shared(line)
    line.write("IDENTITY")
    without = line.hand_over(agency, key, "IDENTITY")
    line.courier().round()
    send(line, without, WORDS)  # its handover lists no skills
    line.later(seconds=1)
    line.courier().round()
    follow_added(at=line.now)
    line.later(seconds=1)
    line.courier().round()
    send(line, without, WORDS | {"name": ""})
    good = send(line, without, WORDS)
    line.later(seconds=1)
    done = line.courier().round()
    assert done.fault == ""
    assert [str(one.answer_id) for one in AddedAward.objects.all()] == [good]
    why = AuditEntry.objects.filter(verb="find_unreadable_answer").order_by("pk").values_list("why", flat=True)
    assert list(why) == ["section", "name"]


def test_only_who_added_it_takes_it_back(line: Line) -> None:
    passport, agency, key = shared(line)
    line.write("IDENTITY")
    made = line.hand_over(agency, key, "IDENTITY")
    follow_added(at=line.now)
    line.courier().round()
    one = send(line, made, PASTED | {"at": "y"})
    line.later(seconds=1)
    line.courier().round()
    follow_added(at=line.now)
    back = {"kind": "AWARD_TAKEN_BACK", "award": one, "worker_name": "Gwen Parry", "at": "y"}
    for wrong in (back | {"award": str(uuid4())}, back | {"award": 7}, back | {"why": "x"}):
        send(line, made, wrong)
    line.later(seconds=1)
    line.courier().round()
    assert follow_added(at=line.now) == 0
    first, second = send(line, made, back), send(line, made, back)
    line.later(seconds=1)
    assert line.courier().round().fault == ""
    assert str(AddedAward.objects.get().taken_back_id) in (first, second)
    assert AuditEntry.objects.filter(verb="take_back_award").count() == 1
    assert follow_added(at=line.now) == 1
    line.later(seconds=1)
    line.courier().round()
    (said,) = skills_at_central(line, passport, key)["added"]
    assert (said["withdrawn"], said["credential"], said["agency"]) == (True, "", str(agency.pk))
    answer = Answer.objects.get(pk=AddedAward.objects.get().taken_back_id)
    again = {"handover": made.pk, "worker": answer.worker, "sealed": answer.sealed, "at": NOW, "now": NOW}
    assert receive_answer(id=answer.pk, **again) == AddedAward.objects.get()  # the same again changes nothing


def test_an_agency_adds_so_many_and_no_more(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("passport.acts.answers.MOST_AWARDS", 1)
    assert MOST_AWARDS == 50
    _passport, agency, key = shared(line)
    line.write("IDENTITY")
    made = line.hand_over(agency, key, "IDENTITY")
    follow_added(at=line.now)
    line.courier().round()
    send(line, made, WORDS)
    send(line, made, WORDS)
    line.later(seconds=1)
    line.courier().round()
    assert AddedAward.objects.count() == 1
    assert AuditEntry.objects.get(verb="find_unreadable_answer").why == "many"


def test_erasure_empties_the_boxes(line: Line) -> None:
    passport, agency, key = shared(line)
    line.write("IDENTITY")
    made = line.hand_over(agency, key, "IDENTITY")
    follow_added(at=line.now)
    line.courier().round()
    send(line, made, WORDS)
    line.later(seconds=1)
    line.courier().round()
    assert len(added_to(passport.prisoner)) == 1
    erase_passport(passport=passport, by="command:erase", at=line.now)
    assert added_to(passport.prisoner) == []
    assert set(Answer.objects.values_list("sealed", flat=True)) == {""}
    assert follow_added(at=line.now) == 0
    assert not AddedAward.objects.filter(written_at__isnull=True).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"form": "SONG"},
        {"form": "CREDENTIAL"},
        {"extra": 1},
        {"can": 7},
        {"can": "x" * 301},
        {"evidence": " "},
        {"awarded_on": "soon"},
        {"awarded_on": "2027-03-03"},
        {"awarded_on": None},
    ],
)
def test_an_award_that_says_nothing_known_is_refused(wrong: dict[str, Any]) -> None:
    assert read_award(WORDS, on=date(2027, 3, 1)).name == "Forklift driving"
    with pytest.raises(NotAnAward):
        read_award(WORDS | wrong, on=date(2027, 3, 1))


@pytest.mark.parametrize("credential", [None, "", "a.b.c", an_award()[:-4]])
def test_a_credential_that_is_none_is_refused(credential: Any) -> None:
    from tests.education.badges.craft import KEYS

    with pytest.raises(NotAnAward):
        read_award(PASTED | {"credential": credential}, on=date(2030, 1, 1), keys=KEYS)


def test_pages_show_who_added_it(cast: Cast, node: NodeKeys, sign_in: SignIn) -> None:
    person = cast.prisoner.prisoner
    made = cast.handover
    passport = Passport.objects.create(pk=made.rec, prisoner=person, opened_at=NOW)
    pk = uuid4()
    aad = {"agency": str(made.agency_id), "handover": str(made.pk), "id": str(pk)}
    sealed = seal_to(node_keys().read.public, "tg-answer+jwe", aad, json.dumps(WORDS).encode())
    answer = Answer.objects.create(
        pk=pk, handover=made, kind=Answer.Kind.ANSWERED, worker=uuid4(), sealed=sealed, at=NOW + timedelta(days=1)
    )
    AddedAward.objects.create(answer=answer, passport=passport, at=answer.at)
    cell = sign_in(Client(), cast.prisoner).get(reverse("education:skills")).content.decode()
    desk = sign_in(Client(), cast.tutor).get(reverse("education:awards", args=[person.pk])).content.decode()
    for words in (cell, desk):
        assert "Forklift driving" in words
        assert made.agency.name in words
    assert "In words, not signed" in desk
