"""Central gives ciphertext out to the right agency on the right days, and keeps sealed answers."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from accounts.access import NotAllowed
from accounts.models import Agency, AuditEntry
from accounts.seal import Binding, ReadingKey, canonical, open_section, seal_to
from passport.acts.answers import NoSuchHandover, open_answer, receive_answer, receive_opened
from passport.acts.answers import NotAnAnswer as NotAnAnswerHere
from passport.acts.opening import (
    ANSWER_BOX,
    AnsweredOtherwise,
    NotAnAnswer,
    NotOpen,
    bound_to,
    open_covers,
    open_handover,
    send_answer,
)
from passport.models import Acknowledgement, Answer, Handover, JournalEntry, SectionVersion, Wrap
from tests.authority import Authority
from tests.cast import Cast
from tests.handed_over import COVER, Prison, list_key

pytestmark = pytest.mark.django_db


class World:
    """A prison, the cast's agency with its key in force, one handover open today."""

    def __init__(self, cast: Cast, authority: Authority) -> None:
        self.prison = Prison.listed(authority)
        self.worker, self.stranger = cast.agency_worker, cast.other_agency_worker
        self.agency: Agency = self.worker.agency
        self.key = ReadingKey.generate()
        list_key(authority, self.agency, self.key.public)
        self.handover = self.prison.hand_over(self.agency, self.key.public)
        self.now = timezone.now()

    def open(self, handover: Handover | None = None, by=None):
        found = handover or self.handover
        return open_handover(handover_id=found.pk, by=by or self.worker, at=self.now)

    def box(self, answer_id: UUID, words: dict | None = None, **otherwise) -> str:
        said = {"kind": "ACKNOWLEDGED", "worker_name": "Gwen Parry", "said": "We meet on Monday.", "at": "x"}
        aad = bound_to(self.handover, answer_id) | otherwise
        return seal_to(self.prison.keys.read.public, ANSWER_BOX, aad, canonical(words or said))

    def answer(self, answer_id: UUID, sealed: str, by=None, handover: Handover | None = None) -> Answer:
        found = handover or self.handover
        return send_answer(handover_id=found.pk, answer_id=answer_id, sealed=sealed, by=by or self.worker, at=self.now)


@pytest.fixture
def world(cast: Cast, authority: Authority, settings) -> World:
    settings.NODE_NAME = "CENTRAL"
    return World(cast, authority)


def told(kind: str) -> list[dict]:
    return [json.loads(entry.body) for entry in JournalEntry.objects.filter(destination="MDI", kind=kind)]


def test_what_is_given_out_opens_with_the_agencys_key_and_holds_no_other_wrap(world: World) -> None:
    given = world.open()
    (found,) = given["handovers"]
    assert given["nodes"] == [world.prison.statement]
    assert [section["sec"] for section in found["sections"]] == ["ACCOMMODATION", "IDENTITY", "MY_WORDS"]
    assert all(len(section["envelope"]["recipients"]) == 1 for section in found["sections"])
    opened = open_section(
        found["sections"][1]["envelope"],
        expected=Binding("MDI", str(world.handover.rec), "IDENTITY", 1),
        key=world.key,
        signers={world.prison.keys.sign.kid: world.prison.keys.sign.public},
        at=world.now,
    )
    assert opened.data == COVER


def test_opening_is_written_down_each_time_and_told_the_first_time(world: World) -> None:
    world.open()
    world.open()
    lines = AuditEntry.objects.filter(verb="open_handover", whom=str(world.handover.pk), who=str(world.worker.pk))
    assert lines.count() == 2
    answer = Answer.objects.get()
    assert (answer.kind, answer.worker, answer.sealed) == ("OPENED", world.worker.pk, "")
    at = int(world.now.timestamp())
    who = {"handover": str(world.handover.pk), "worker": str(world.worker.pk)}
    assert told("opened") == [{"id": str(answer.pk), "at": at, **who}]


def test_a_stranger_an_early_bird_and_a_latecomer_get_nothing(world: World) -> None:
    early = world.prison.hand_over(world.agency, world.key.public, days=(1, 7, 30))
    late = world.prison.hand_over(world.agency, world.key.public, days=(-30, -7, -1))
    withdrawn = world.prison.hand_over(world.agency, world.key.public)
    Handover.objects.filter(pk=withdrawn.pk).update(withdrawn_at=world.now)
    for handover, by in [(early, None), (late, None), (withdrawn, None), (world.handover, world.stranger)]:
        with pytest.raises(NotOpen):
            world.open(handover, by=by)
    with pytest.raises(NotOpen):
        open_handover(handover_id=uuid4(), by=world.worker, at=world.now)
    assert not Answer.objects.exists()
    ids = [early.pk, late.pk, withdrawn.pk, world.handover.pk]
    given = open_covers(handover_ids=ids, by=world.worker, at=world.now)
    assert [found["id"] for found in given["handovers"]] == [str(world.handover.pk)]
    assert open_covers(handover_ids=ids, by=world.stranger, at=world.now)["handovers"] == []


@pytest.mark.parametrize("days", [(0, 7, 30), (-30, -7, 0)])
def test_the_first_and_the_last_day_are_open(world: World, days: tuple[int, int, int]) -> None:
    assert world.open(world.prison.hand_over(world.agency, world.key.public, days=days))["handovers"]


def test_only_agency_workers_may(world: World, cast: Cast) -> None:
    for member in (cast.prisoner, cast.practitioner, cast.administrator):
        with pytest.raises(NotAllowed):
            world.open(by=member)
        with pytest.raises(NotAllowed):
            open_covers(handover_ids=[], by=member, at=world.now)


def test_covers_give_the_cover_sheet_alone(world: World) -> None:
    given = open_covers(handover_ids=[world.handover.pk], by=world.worker, at=world.now)
    assert [section["sec"] for section in given["handovers"][0]["sections"]] == ["IDENTITY"]
    assert not Answer.objects.exists()


def test_the_cost_does_not_grow_with_what_is_handed_over(world: World, django_assert_num_queries) -> None:
    world.open()
    many = {f"SECTION_{n}": COVER for n in range(12)} | {"IDENTITY": COVER}
    others = [world.prison.hand_over(world.agency, world.key.public, many) for _ in range(5)]
    world.open(others[0])
    with django_assert_num_queries(9 + 2):  # and a savepoint
        world.open(others[0])
    with django_assert_num_queries(8 + 2):
        open_covers(handover_ids=[other.pk for other in others], by=world.worker, at=world.now)


def test_a_new_version_of_the_section_is_not_given_before_the_prison_lists_it(world: World) -> None:
    world.prison.write(world.handover.rec, "MY_WORDS", {"kind": "words"}, [world.key.public], world.now)
    listed = SectionVersion.objects.get(rec=world.handover.rec, sec="MY_WORDS", ver=1)
    given = world.open()["handovers"][0]["sections"]
    assert given[2]["envelope"]["ciphertext"] == json.loads(listed.core)["ciphertext"]


def test_what_was_erased_or_taken_back_is_not_given(world: World) -> None:
    SectionVersion.objects.filter(sec="MY_WORDS").update(core="")
    Wrap.objects.filter(version__sec="ACCOMMODATION", kid=world.key.kid).delete()
    given = world.open()["handovers"][0]["sections"]
    assert [(section["sec"], len(section["envelope"]["recipients"])) for section in given] == [
        ("ACCOMMODATION", 0),
        ("IDENTITY", 1),
    ]


def test_a_token_that_central_cannot_believe_gives_no_section(world: World) -> None:
    Handover.objects.update(token="nonsense")
    assert world.open()["handovers"][0]["sections"] == []


def test_an_answer_is_kept_sealed_and_sent_once(world: World) -> None:
    answer_id = uuid4()
    sealed = world.box(answer_id)
    assert world.answer(answer_id, sealed) == world.answer(answer_id, sealed)
    assert Answer.objects.get(kind="ANSWERED").sealed == sealed
    assert [body["id"] for body in told("answer")] == [str(answer_id)]
    assert AuditEntry.objects.filter(verb="send_answer").count() == 1
    with pytest.raises(AnsweredOtherwise):
        world.answer(answer_id, world.box(answer_id))


def test_what_is_not_an_answer_to_this_handover_is_refused(world: World) -> None:
    answer_id = uuid4()
    other = world.prison.hand_over(world.agency, world.key.public)
    bound = bound_to(world.handover, answer_id)
    sealed = [
        "",
        "{}",
        "x" * 100_000,
        json.dumps({"worker_name": "Gwen Parry"}),
        world.box(uuid4()),
        world.box(answer_id, handover=str(other.pk)),
        world.box(answer_id, agency=str(uuid4())),
        seal_to(ReadingKey.generate().public, ANSWER_BOX, bound, b"for nobody here"),
        seal_to(world.prison.keys.read.public, "tg-note+jwe", bound, b"another type"),
    ]
    for text in sealed:
        with pytest.raises(NotAnAnswer):
            world.answer(answer_id, text)
    with pytest.raises(NotOpen):
        world.answer(answer_id, world.box(answer_id), by=world.stranger)
    assert not Answer.objects.exists()
    assert not told("answer")


@pytest.fixture
def at_prison(world: World, settings, monkeypatch: pytest.MonkeyPatch) -> World:
    """The same handover at the prison, whose keys are unlocked."""
    settings.NODE_NAME = "MDI"
    monkeypatch.setattr("passport.acts.answers.node_keys", lambda: world.prison.keys)
    return world


def receive(world: World, answer_id: UUID, sealed: str, handover: UUID | None = None) -> Acknowledgement:
    return receive_answer(
        id=answer_id,
        handover=handover or world.handover.pk,
        worker=world.worker.pk,
        sealed=sealed,
        at=world.now - timedelta(hours=3),
        now=world.now,
    )


def test_the_prison_opens_the_answer_and_stands_it_on_the_page(at_prison: World) -> None:
    answer_id = uuid4()
    sealed = at_prison.box(answer_id)
    made = receive(at_prison, answer_id, sealed)
    assert receive(at_prison, answer_id, sealed) == made
    assert (made.worker_name, made.at) == ("Gwen Parry", at_prison.now - timedelta(hours=3))
    assert (made.answer.kind, made.answer.sealed) == ("ANSWERED", sealed)
    assert open_answer(sealed, handover=at_prison.handover, id=answer_id) == ("Gwen Parry", "We meet on Monday.")
    line = AuditEntry.objects.get(verb="acknowledged")
    assert (line.who, line.whom) == (f"agency:{at_prison.worker.pk}", str(at_prison.handover.rec))


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ({"kind": "DECLINED", "worker_name": "Gwen"}, "kind"),
        ({"kind": "ACKNOWLEDGED"}, "worker_name"),
        ({"kind": "ACKNOWLEDGED", "worker_name": ""}, "worker_name"),
        ({"kind": "ACKNOWLEDGED", "worker_name": "x" * 121}, "worker_name"),
        ({"kind": "ACKNOWLEDGED", "worker_name": 3}, "worker_name"),
        ({"kind": "ACKNOWLEDGED", "worker_name": "Gwen", "said": ["x"]}, "said"),
        ({"kind": "ACKNOWLEDGED", "worker_name": "Gwen", "said": "x" * 2001}, "said"),
    ],
)
def test_an_answer_that_says_nothing_known_is_refused(at_prison: World, words: dict, fault: str) -> None:
    answer_id = uuid4()
    with pytest.raises(NotAnAnswerHere, match=fault):
        receive(at_prison, answer_id, at_prison.box(answer_id, words))
    assert not Answer.objects.exists()


def test_an_answer_moved_to_another_handover_is_refused(at_prison: World) -> None:
    other = at_prison.prison.hand_over(at_prison.agency, at_prison.key.public)
    answer_id = uuid4()
    with pytest.raises(NotAnAnswerHere, match="binding"):
        receive(at_prison, answer_id, at_prison.box(answer_id), handover=other.pk)
    with pytest.raises(NoSuchHandover):
        receive(at_prison, answer_id, at_prison.box(answer_id), handover=uuid4())
    for text in ("", "[]", "{}", '{"recipients":{}}', '{"recipients":[{"header":[]}]}'):
        with pytest.raises(NotAnAnswerHere):
            receive(at_prison, answer_id, text)


def test_that_it_was_opened_is_written_down_once(at_prison: World) -> None:
    answer_id, worker = uuid4(), at_prison.worker.pk
    for _ in range(2):
        said = {"id": answer_id, "handover": at_prison.handover.pk, "worker": worker}
        receive_opened(**said, at=at_prison.now, now=at_prison.now)
    assert Answer.objects.get().kind == "OPENED"
    assert AuditEntry.objects.filter(verb="opened", whom=str(at_prison.handover.rec)).count() == 1
    with pytest.raises(NoSuchHandover):
        receive_opened(id=uuid4(), handover=uuid4(), worker=worker, at=at_prison.now, now=at_prison.now)
