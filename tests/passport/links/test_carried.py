"""A personal link from the prison to a phone: sealed on the way and at central, counted, taken back, over."""

import threading
from datetime import timedelta

import pytest

from accounts.access import NotAllowed
from accounts.models import AuditEntry
from accounts.seal import Unreadable
from passport import pocket
from passport.acts import links
from passport.acts.erasing import erase_passport
from passport.acts.received_links import ATTEMPTS, NoSuchLink, WrongTicket, fetch_link
from passport.models import CarriedLink, JournalEntry, PersonalLink
from tests.carried import WORDS, Carrier
from tests.cast import NOW, UserFactory

WRONG = "0" * 64


def test_paper_date_and_code_open_it_on_a_phone(carrier: Carrier) -> None:
    carrier.make()
    carrier.carry()
    said = carrier.fetch()
    assert WORDS in said
    assert "Zebadiah Quillworth" in said
    assert "1990-04-17" not in said  # the date of birth opens it, so it says it nowhere


def test_central_and_the_journal_know_nothing_of_whose_it_is(carrier: Carrier) -> None:
    made = carrier.make()
    carrier.carry()
    secrets = (made.link.code, pocket.spoken(made.link.code), made.link.secret.hex(), "Zebadiah", "A7391QZ", WORDS)
    with carrier.line.at_central():
        row = CarriedLink.objects.get()
        (entry,) = JournalEntry.objects.filter(kind="link")
        audit = [f"{line.who} {line.whom} {line.why}" for line in AuditEntry.objects.all()]
    for text in (str(row.__dict__), str(entry.body), *audit):
        assert not [one for one in (*secrets, str(carrier.passport.pk)) if one in text]


def test_the_prison_keeps_nothing_that_opens_it(carrier: Carrier) -> None:
    made = carrier.make()
    rows = [*PersonalLink.objects.values(), *CarriedLink.objects.values(), *AuditEntry.objects.values()]
    kept = str(rows)
    for secret in (made.link.code, made.link.secret.hex(), str(made.link.secret)):
        assert secret not in kept


def test_ten_wrong_tickets_lock_it_and_the_prison_learns(carrier: Carrier) -> None:
    made = carrier.make()
    carrier.carry()
    with carrier.line.at_central():
        left = []
        for _ in range(ATTEMPTS):
            with pytest.raises(WrongTicket) as told:
                fetch_link(link=made.link.id, ticket=WRONG, at=carrier.now)
            left.append(told.value.left)
        assert left == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
        assert CarriedLink.objects.get().file == ""
    with pytest.raises(NoSuchLink):
        carrier.fetch()
    carrier.carry()
    row = PersonalLink.objects.get()
    assert (row.closed_why, row.closed_at) == ("LOCKED", carrier.now)


def test_a_right_ticket_brings_no_attempt_back(carrier: Carrier) -> None:
    made = carrier.make()
    carrier.carry()
    for _ in range(3):
        with carrier.line.at_central(), pytest.raises(WrongTicket):
            fetch_link(link=made.link.id, ticket=WRONG, at=carrier.now)
    assert WORDS in carrier.fetch()
    with carrier.line.at_central(), pytest.raises(WrongTicket) as told:
        fetch_link(link=made.link.id, ticket=WRONG, at=carrier.now)
    assert told.value.left == 6


def test_a_new_paper_closes_the_one_before(carrier: Carrier) -> None:
    first = carrier.make()
    carrier.carry()
    carrier.make()
    carrier.carry()
    with pytest.raises(NoSuchLink):
        carrier.fetch(first.link)
    assert WORDS in carrier.fetch()
    assert sorted(row.closed_why for row in PersonalLink.objects.all()) == ["", "REPLACED"]


@pytest.mark.parametrize("whose", ["user", "staff"])
def test_it_is_taken_back_by_the_person_or_by_their_worker(carrier: Carrier, whose: str) -> None:
    made = carrier.make()
    carrier.carry()
    assert links.take_back_link(link=made.row, by=getattr(carrier, whose), at=carrier.now)
    assert not links.take_back_link(link=made.row, by=getattr(carrier, whose), at=carrier.now)
    carrier.carry()
    with pytest.raises(NoSuchLink):
        carrier.fetch()
    with carrier.line.at_central():
        assert CarriedLink.objects.get().file == ""


def test_a_late_copy_brings_nothing_back(carrier: Carrier) -> None:
    made = carrier.make()
    links.take_back_link(link=made.row, by=carrier.user, at=carrier.now)
    carrier.carry()  # both entries in one segment; the file was destroyed before it left
    with carrier.line.at_central():
        row = CarriedLink.objects.get()
        assert (row.file, row.closed_at is None) == ("", False)


def test_its_time_ends_on_both_sides(carrier: Carrier) -> None:
    carrier.make()
    carrier.carry()
    carrier.line.now += (
        links.ends_at(carrier.passport.prisoner.release_on, carrier.now) - carrier.now - timedelta(seconds=2)
    )
    assert WORDS in carrier.fetch()
    carrier.line.later(seconds=3)
    with pytest.raises(NoSuchLink):
        carrier.fetch()
    for node in ("MDI", "CENTRAL"):
        with carrier.line.at(node):
            assert links.forget_links(at=carrier.now) == 1
            assert links.forget_links(at=carrier.now) == 0
            assert CarriedLink.objects.get().file == ""


@pytest.mark.parametrize(("days", "ends"), [(None, 92), (-5, 92), (0, 92), (30, 122), (92, 184), (400, 184)])
def test_it_ends_some_weeks_after_the_release(days: int | None, ends: int) -> None:
    release_on = None if days is None else NOW.date() + timedelta(days=days)
    assert links.ends_at(release_on, NOW) == NOW + timedelta(days=ends)


def test_an_erasure_closes_it(carrier: Carrier) -> None:
    carrier.make()
    carrier.carry()
    erase_passport(passport=carrier.passport, by="command:erase", at=carrier.now)
    carrier.carry()
    with pytest.raises(NoSuchLink):
        carrier.fetch()
    assert PersonalLink.objects.get().closed_why == "ERASED"


def test_what_the_person_chose_is_what_is_printed(carrier: Carrier) -> None:
    with pytest.raises(links.NotWithThem):
        carrier.make(asked=False)
    links.choose_parts(passport=carrier.passport, parts=["MY_WORDS"], by=carrier.user, at=carrier.now)
    with pytest.raises(links.NotWithThem):
        carrier.make(asked=False, parts=["MY_WORDS", "CONTACTS"])
    assert carrier.make(asked=False).row.parts == ["MY_WORDS"]


def test_what_is_no_part_is_refused(carrier: Carrier) -> None:
    for parts in ([], ["HEALTH"], ["MY_WORDS", "HEALTH_RESTRICTED"]):
        with pytest.raises(links.NotChosen):
            carrier.make(parts=parts)
    assert not PersonalLink.objects.exists()


def test_nobody_else_makes_or_takes_back(carrier: Carrier) -> None:
    made = carrier.make()
    stranger = UserFactory(roles=["RESETTLEMENT_PRACTITIONER"])
    for who in (stranger, carrier.user):
        with pytest.raises(NotAllowed):
            carrier.make(by=who)
    with pytest.raises(NotAllowed):
        links.take_back_link(link=made.row, by=stranger, at=carrier.now)
    with pytest.raises(NotAllowed):
        links.choose_parts(passport=carrier.passport, parts=[], by=carrier.staff, at=carrier.now)


def test_it_is_not_made_before_central_reads_such_links(carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "central_reads_links", lambda: False)
    with pytest.raises(links.CentralIsOlder):
        carrier.make()
    assert not PersonalLink.objects.exists()


def test_a_phone_that_guesses_the_date_gets_nothing(carrier: Carrier) -> None:
    carrier.make()
    carrier.carry()
    with pytest.raises(WrongTicket):
        carrier.fetch(born="1990-04-18")


def test_ten_at_once_are_ten(carrier: Carrier) -> None:
    """Attempts are counted one by one, however many come at the same moment."""
    made = carrier.make()
    carrier.carry()
    left: list[int] = []

    def attempt() -> None:
        try:
            fetch_link(link=made.link.id, ticket=WRONG, at=carrier.now)
        except WrongTicket as told:
            left.append(told.left)
        except NoSuchLink:
            left.append(-1)

    with carrier.line.at_central():
        for _ in range(2):
            some = [threading.Thread(target=_closing(attempt)) for _ in range(6)]
            for one in some:
                one.start()
            for one in some:
                one.join()
        assert CarriedLink.objects.get().wrong == ATTEMPTS
    assert sorted(left)[-1] <= 9
    assert len([one for one in left if one >= 0]) == ATTEMPTS


def test_an_altered_file_does_not_open(carrier: Carrier) -> None:
    carrier.make()
    carrier.carry()
    with carrier.line.at_central():
        row = CarriedLink.objects.get()
        head, _, rest = row.file.rpartition(".")
        CarriedLink.objects.update(file=f"{head}.{'B' if rest[0] == 'A' else 'A'}{rest[1:]}")
    with pytest.raises(Unreadable):
        carrier.fetch()


def _closing(attempt: object) -> object:
    from django.db import connection

    def run() -> None:
        try:
            attempt()  # type: ignore[operator]
        finally:
            connection.close()

    return run
