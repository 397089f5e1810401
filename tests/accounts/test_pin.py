"""PINs that staff give, and which digits are too easy."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.access import NotAllowed
from accounts.acts import pin as acts
from accounts.models import AuditEntry, Lockout, Role
from tests.cast import NOW, PIN, Cast, PrisonerFactory, PrisonFactory, UserFactory

BORN = date(1990, 4, 17)


@pytest.mark.parametrize(
    "easy",
    [
        "000000", "999999", "123456", "654321", "890123", "121212", "123123", "112233", "135791", "741852",
        "170490", "041790", "900417", "199012", "121990", "170412", "881704", "041788", "123400", "001234", "123321",
        "12345", "1234567", "12345a", "", "\u0661\u0662\u0663\u0669\u0668\u0661", " 59271", "-59271",
    ],
)  # fmt: skip
def test_easy_pins(easy: str) -> None:
    assert acts.too_easy(easy, BORN, "A1234BC")


@pytest.mark.parametrize("good", ["739154", "592714", "280461", "306918", "918302"])
def test_good_pins(good: str) -> None:
    assert not acts.too_easy(good, BORN, "A1234BC")


@settings(deadline=None)
@given(st.dates(date(1930, 1, 1), date(2010, 12, 31)), st.integers(0, 9999))
def test_nobody_runs_out_of_pins(born_on: date, number: int) -> None:
    sample = [f"{n:06}" for n in range(0, 1_000_000, 997)]
    left = [pin for pin in sample if not acts.too_easy(pin, born_on, f"A{number:04}BC")]
    assert len(left) > 0.9 * len(sample)


@pytest.mark.django_db
class TestGiving:
    def test_a_first_pin(self, cast: Cast) -> None:
        person = PrisonerFactory(number="A2222AA")
        pin = acts.issue_first_pin(prisoner=person, by=cast.administrator, at=NOW)
        person.refresh_from_db()
        assert person.user is not None
        assert person.user.check_password(pin)
        assert person.user.must_change_secret
        assert not acts.too_easy(pin, person.date_of_birth, person.number)
        assert (person.user.username, person.user.audience, person.user.prison_id) == ("A2222AA", "PRISONER", "MDI")
        line = AuditEntry.objects.get(verb="issue_first_pin")
        assert (line.who, line.whom) == (str(cast.administrator.pk), str(person.pk))
        with pytest.raises(acts.AlreadyHasPin):
            acts.issue_first_pin(prisoner=person, by=cast.administrator, at=NOW)

    def test_a_reset_forgives_the_waiting(self, cast: Cast) -> None:
        person = cast.prisoner.prisoner
        Lockout.objects.create(person=acts.lockout.person_of("A1234BC"), place="x", tries=9, last_at=NOW, until_at=NOW)
        Lockout.objects.create(person=acts.lockout.person_of("A5678DE"), place="x", tries=9, last_at=NOW, until_at=NOW)
        pin = acts.reset_pin(prisoner=person, by=cast.administrator, at=NOW)
        cast.prisoner.refresh_from_db()
        assert cast.prisoner.check_password(pin)
        assert not cast.prisoner.check_password(PIN)
        assert Lockout.objects.count() == 1

    def test_a_reset_needs_a_pin(self, cast: Cast) -> None:
        with pytest.raises(acts.NoPinYet):
            acts.reset_pin(prisoner=PrisonerFactory(), by=cast.administrator, at=NOW)

    def test_nobody_gives_a_pin_to_somebody_who_left(self, cast: Cast) -> None:
        with pytest.raises(acts.NotHere):
            acts.issue_first_pin(prisoner=PrisonerFactory(left_at=NOW), by=cast.administrator, at=NOW)

    @pytest.mark.parametrize("member", ["prisoner", "tutor", "practitioner", "officer_elsewhere", "agency_worker"])
    def test_who_may_not(self, cast: Cast, member: str) -> None:
        for act in (acts.issue_first_pin, acts.reset_pin):
            with pytest.raises(NotAllowed):
                act(prisoner=cast.prisoner.prisoner, by=getattr(cast, member), at=NOW)
        assert not AuditEntry.objects.exists()

    def test_a_wing_officer_of_another_prison_may_not(self, cast: Cast) -> None:
        officer = UserFactory(prison=PrisonFactory(code="BXI"), roles=[Role.WING_OFFICER])
        with pytest.raises(NotAllowed):
            acts.reset_pin(prisoner=cast.prisoner.prisoner, by=officer, at=NOW)

    def test_somebody_who_left_does_not_change_a_pin(self, cast: Cast) -> None:
        person = cast.prisoner.prisoner
        person.left_at = NOW
        person.save()
        with pytest.raises(NotAllowed):
            acts.change_pin(user=cast.prisoner, new="592714", at=NOW)
