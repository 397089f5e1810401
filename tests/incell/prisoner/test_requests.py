"""One's own requests: the list, one of them, its answer, taking it back."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import AuditEntry, Role
from incell.acts.deciding import assign, decide, forward, say, undo
from incell.models import Request, RequestEvent, State
from tests.cast import NOW, Cast, SignIn, UserFactory
from tests.kinds import Kinds, ask

from .conftest import Says

MINE = "/me/requests/"


@pytest.fixture
def sent(kinds: Kinds, node: object, cast: Cast) -> Request:
    return ask(cast.prisoner, kinds["RESETTLEMENT_HELP"])


def one(request: Request) -> str:
    return f"{MINE}{request.pk}/"


def test_nothing_yet(at_terminal: Client, says: Says) -> None:
    assert "You have not asked for anything yet" in says(at_terminal.get(MINE))


def test_home_leads_to_a_new_answer(at_terminal: Client, sent: Request) -> None:
    clerk = UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER])
    decide(request=sent, state=State.APPROVED, reply="Come on Friday.", by=clerk, at=NOW, revision=sent.revision)
    waits = at_terminal.get("/me/").content.decode().partition('id="waits"')[2].partition("</section>")[0]
    assert f'href="{MINE}"' in waits


def test_the_newest_is_first_with_state_and_day(
    at_terminal: Client, sent: Request, kinds: Kinds, cast: Cast, says: Says
) -> None:
    ask(cast.prisoner, kinds["LIBRARY"], at=NOW + timedelta(seconds=1))
    words = says(at_terminal.get(MINE))
    assert words.index("Ask the library") < words.index("Help to get ready to leave")
    assert "You sent this on Monday 1 March 2027. You will hear by Thursday 11 March 2027." in words


def test_whoever_was_approved_is_one_step_away(at_terminal: Client, kinds: Kinds, cast: Cast, says: Says) -> None:
    asked = ask(cast.prisoner, kinds["ADD_SOCIAL_CONTACT"])
    there = "See who you can call and see"
    assert there not in says(at_terminal.get(one(asked)))
    Request.objects.filter(pk=asked.pk).update(state=State.APPROVED, decided_at=NOW, decided_by=UserFactory())
    assert there in says(at_terminal.get(one(asked)))


@pytest.mark.parametrize(
    ("days", "told", "said"),
    [
        (9, False, "You will hear by the end of the day, tomorrow."),
        (10, False, "You will hear today."),
        (11, False, "This is late. We will tell the manager."),
        (11, True, "This is late. We have told the manager."),
    ],
)
def test_when_it_is_due_is_said_honestly(
    at_terminal: Client, cast: Cast, sign_in: SignIn, sent: Request, says: Says, days: int, told: bool, said: str
) -> None:
    if told:
        Request.objects.update(escalated_at=NOW + timedelta(days=11))
    with time_machine.travel(NOW + timedelta(days=days)):
        sign_in(at_terminal, cast.prisoner)
        assert said in says(at_terminal.get(MINE))
        assert said in says(at_terminal.get(one(sent)))


def test_many_come_a_page_at_a_time_and_cost_the_same(
    at_terminal: Client, sent: Request, says: Says, django_assert_max_num_queries: object
) -> None:
    rows = [
        Request(
            prison_id="MDI",
            prisoner=sent.prisoner,
            kind=sent.kind,
            code=sent.code,
            team=sent.team,
            state=State.APPROVED,
            sent_at=NOW - timedelta(minutes=n),
            written_at=NOW,
            due_on=NOW.date(),
        )
        for n in range(1, 1001)
    ]
    Request.objects.bulk_create(rows)
    with django_assert_max_num_queries(8):
        page = at_terminal.get(MINE)
    assert says(page).count("Help to get ready to leave") == 20
    assert says(at_terminal.get(MINE, {"page": "51"})).count("Help to get ready to leave") == 1
    for wild in ("0", "99999", "x", "-1"):
        assert at_terminal.get(MINE, {"page": wild}).status_code == 200


def test_a_list_shows_nothing_of_anybody_else(
    at_terminal: Client, sent: Request, cast: Cast, sign_in: SignIn, says: Says
) -> None:
    sign_in(at_terminal, cast.cell_mate)
    assert "Help to get ready" not in says(at_terminal.get(MINE))
    for tail in ("", "sent/", "withdraw/", "tell/"):
        assert at_terminal.get(one(sent) + tail).status_code == 404


def test_one_request_says_what_was_asked_and_done(at_terminal: Client, sent: Request, says: Says) -> None:
    words = says(at_terminal.get(one(sent)))
    assert "A place to live" in words
    assert "Who has it: The team that helps you get ready to leave" in words
    assert "You sent it" in words


def test_what_staff_say_among_themselves_stays_with_them(
    at_terminal: Client, sent: Request, cast: Cast, says: Says
) -> None:
    staff = cast.practitioner
    assign(request=sent, to=staff, by=staff, at=NOW)
    say(request=sent, words="Come and see me on Tuesday.", shared=True, by=staff, at=NOW)
    say(request=sent, words="He is trying it on.", shared=False, by=staff, at=NOW)
    forward(request=sent, to="WING", comment="Please look at this.", by=staff, at=NOW)
    words = says(at_terminal.get(one(sent)))
    assert "Staff wrote to you" in words
    assert "Come and see me on Tuesday." in words
    assert "trying it on" not in words
    assert "Please look at this" not in words
    assert staff.name not in words
    assert "The office on your wing" in words


@pytest.mark.parametrize(
    ("state", "rejection", "said"),
    [
        ("APPROVED", "", "They said yes"),
        ("DECLINED", "", "They said no"),
        ("REJECTED", "WRONG_KIND", "This was not the right form for it."),
        ("REJECTED", "ALREADY_SENT", "You have sent this before."),
        ("REJECTED", "ABUSIVE", "It had bad words about a person."),
    ],
)
def test_an_answer_is_read_in_plain_words(
    at_terminal: Client, sent: Request, cast: Cast, says: Says, state: str, rejection: str, said: str
) -> None:
    answer = {"state": state, "rejection": rejection, "reply": "It is on its way.", "staff_reason": "Known to us."}
    decide(request=sent, by=cast.practitioner, at=NOW, **answer)
    words = says(at_terminal.get(one(sent)))
    assert said in words
    assert "It is on its way." in words
    assert "Known to us" not in words
    assert "Take it back" not in words


def test_opening_the_answer_marks_it_as_seen(at_terminal: Client, sent: Request, cast: Cast, says: Says) -> None:
    decide(request=sent, state="APPROVED", reply="", by=cast.practitioner, at=NOW)
    assert "1 new" in says(at_terminal.get("/me/"))
    assert "New answer" in says(at_terminal.get(MINE))
    at_terminal.head(one(sent))
    assert Request.objects.get().seen_at is None
    at_terminal.get(one(sent))
    assert Request.objects.get().seen_at == NOW
    assert "New answer" not in says(at_terminal.get(MINE))
    assert "new" not in says(at_terminal.get("/me/")).split()
    assert AuditEntry.objects.filter(verb="see_answer").count() == 1


def test_an_answer_that_staff_took_back_was_never_there(
    at_terminal: Client, sent: Request, cast: Cast, says: Says
) -> None:
    decide(request=sent, state="DECLINED", reply="No room.", by=cast.practitioner, at=NOW)
    last = RequestEvent.objects.order_by("id").last()
    undo(event=last, by=cast.practitioner, at=NOW)
    words = says(at_terminal.get(one(sent)))
    assert "They said no" not in words
    assert "No room" not in words


def test_taking_it_back_is_asked_once_more(at_terminal: Client, sent: Request, says: Says) -> None:
    assert "Take it back?" in says(at_terminal.get(one(sent) + "withdraw/"))
    assert Request.objects.get().state == State.NEW
    answer = at_terminal.post(one(sent) + "withdraw/", follow=True)
    assert "You took it back. No one will answer it." in says(answer)
    assert "New answer" not in says(at_terminal.get(MINE))
    assert Request.objects.get().state == State.WITHDRAWN
    assert at_terminal.get(one(sent) + "withdraw/").status_code == 302
    assert at_terminal.post(one(sent) + "withdraw/").status_code == 302
    assert Request.objects.get().events.count() == 2


def test_an_answer_that_came_first_is_shown(at_terminal: Client, sent: Request, cast: Cast, says: Says) -> None:
    decide(request=sent, state="APPROVED", reply="Come on Monday.", by=cast.practitioner, at=NOW)
    words = says(at_terminal.post(one(sent) + "withdraw/", follow=True))
    assert "It was answered before you took it back." in words
    assert "Come on Monday." in words


def test_every_page_of_a_request_has_a_way_to_tell(at_terminal: Client, sent: Request, says: Says) -> None:
    for address in ("/me/ask/", "/me/ask/library/", MINE, *(one(sent) + tail for tail in ("", "sent/", "withdraw/"))):
        assert "Tell safer custody" in says(at_terminal.get(address)), address


def test_a_page_costs_few_queries(
    at_terminal: Client, sent: Request, cast: Cast, django_assert_max_num_queries: object
) -> None:
    for tail in ("", "sent/", "withdraw/", "tell/"):
        with django_assert_max_num_queries(8):
            at_terminal.get(one(sent) + tail)
    for _ in range(30):
        say(request=sent, words="Soon.", shared=True, by=cast.practitioner, at=NOW)
    with django_assert_max_num_queries(8):
        at_terminal.get(one(sent))


def test_opening_an_answer_first_costs_ten(
    at_terminal: Client, sent: Request, cast: Cast, django_assert_max_num_queries: object
) -> None:
    decide(request=sent, state="APPROVED", reply="Yes.", by=cast.practitioner, at=NOW)
    with django_assert_max_num_queries(10):
        at_terminal.get(one(sent))
    sent.refresh_from_db()
    assert sent.seen_at == NOW


def test_of_a_late_one_somebody_else_is_told(at_terminal: Client, sent: Request, cast: Cast) -> None:
    """Who tells the manager is the escalation's test; here only that the person reads it in the history."""
    UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING])
    RequestEvent.objects.create(request=sent, at=NOW, verb="ESCALATED", audience="STAFF_AND_PRISONER")
    assert b"It is late. We told the manager" in at_terminal.get(one(sent)).content


@pytest.mark.parametrize(
    ("reads", "reply", "lang", "note"),
    [
        ("cy", "You can have the book on Friday.", "en", "Ysgrifennwyd hwn yn Saesneg."),
        ("en", "Cewch y llyfr ddydd Gwener.", "cy", "This was written in Welsh."),
        ("cy", "Cewch y llyfr ddydd Gwener.", "", ""),
        ("en", "You can have the book on Friday.", "", ""),
    ],
)
def test_an_answer_in_another_language_says_so(
    at_terminal: Client, sent: Request, cast: Cast, reads: str, reply: str, lang: str, note: str
) -> None:
    clerk = UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER])
    decide(request=sent, state=State.APPROVED, reply=reply, by=clerk, at=NOW)
    cast.prisoner.language = reads
    cast.prisoner.save()
    at_terminal.cookies["django_language"] = reads
    page = at_terminal.get(one(sent), headers={"Accept-Language": reads}).content.decode()
    assert f'<html lang="{reads}"' in page
    marked = f'data-imported lang="{lang}">{reply}' if lang else f"data-imported>{reply}"
    assert marked in page
    assert [said for said in ("Ysgrifennwyd hwn yn", "This was written in") if said in page] == [
        said for said in ("Ysgrifennwyd hwn yn", "This was written in") if note.startswith(said)
    ]
    assert note in page
