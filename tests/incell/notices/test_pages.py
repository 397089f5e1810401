from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from accounts.reading import reading
from incell.models import Notice
from tests.cast import Cast, SignIn, UserFactory
from tests.rules.records_notices import a_notice

TOMORROW = {"title": "No gym", "body": "The gym is closed.", "until_time": "09:00"}


@pytest.fixture
def head(cast: Cast) -> User:
    return UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING])


@pytest.fixture
def office(client: Client, head: User, sign_in: SignIn) -> Client:
    return sign_in(client, head)


@pytest.fixture
def cell(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(Client(), cast.prisoner)


def filled(**more: str) -> dict[str, str]:
    return TOMORROW | {"until_on": f"{timezone.localdate() + timedelta(days=1):%Y-%m-%d}"} | more


def test_written_seen_first_and_put_up(office: Client, cell: Client) -> None:
    seen = office.post("/staff/notices/new/", filled(preview="1"))
    assert b"As people see it" in seen.content
    assert not Notice.objects.exists()
    assert office.post("/staff/notices/new/", filled())["Location"] == "/staff/notices/"
    assert "No gym" in office.get("/staff/notices/").content.decode()
    assert "The gym is closed." in cell.get("/me/notices/").content.decode()


def test_an_urgent_one_stands_on_every_page_and_is_announced(cast: Cast, cell: Client, office: Client) -> None:
    office.post("/staff/notices/new/", filled(urgent="yes", title="Water is off"))
    for page in ("/me/", "/me/help/", "/me/notices/"):
        said = cell.get(page).content.decode()
        assert said.count("Water is off") == 1
        assert 'role="alert"' in said
    a_notice(cast, title="Not so urgent")
    assert "Not so urgent" not in cell.get("/me/help/").content.decode()


def test_a_notice_without_welsh_is_marked_as_english(cast: Cast, cell: Client) -> None:
    a_notice(cast)
    User.objects.filter(pk=cast.prisoner.pk).update(language="cy")
    assert 'data-imported lang="en"><h2' in cell.get("/me/notices/").content.decode()
    Notice.objects.update(title_cy="Dim campfa", body_cy="Mae ar gau.")
    said = cell.get("/me/notices/").content.decode()
    assert "Dim campfa" in said
    assert "No gym" not in said


def test_what_is_written_is_shown_not_run(cast: Cast, cell: Client) -> None:
    a_notice(cast, title="<script>alert(1)</script>", body="\u202eabc <b>bold</b>")
    said = cell.get("/me/notices/").content.decode()
    assert "<script>alert" not in said
    assert "&lt;b&gt;bold" in said


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"title": "x" * 81}, "Use 80 letters or fewer. You have 81"),
        ({"body": ""}, "Enter what the notice says"),
        ({"until_on": "2020-01-01"}, "ends before it begins"),
        ({"until_on": "31/31/2030"}, "Enter a real day"),
        ({"until_on": "2027-03-28", "until_time": "01:30"}, "The clocks change then"),
        ({"from_time": "10:00"}, "Enter the first day too"),
        ({"title_cy": "Dim campfa"}, "Write both in Welsh, or neither"),
        ({"wing": "99"}, "There is no such wing"),
        ({"until_on": "2099-01-01"}, "92 days at most"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(office: Client, more: dict[str, str], words: str) -> None:
    answer = office.post("/staff/notices/new/", filled(**more))
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Notice.objects.exists()


def test_the_second_to_change_it_is_told_and_may_insist(office: Client, cast: Cast) -> None:
    notice = a_notice(cast)
    page = f"/staff/notices/{notice.pk}/"
    mark = office.get(page).context["mark"]
    assert office.post(page, filled(title="First", mark=mark)).status_code == 302
    told = office.post(page, filled(title="Second", mark=mark))
    assert "Somebody else has just changed this notice" in told.content.decode()
    assert office.post(page, filled(title="Second", mark=told.context["mark"])).status_code == 302
    assert Notice.objects.get().title == "Second"


def test_taken_down_and_undone(office: Client, cast: Cast, cell: Client) -> None:
    notice = a_notice(cast)
    said = office.post(f"/staff/notices/{notice.pk}/end/", follow=True).content.decode()
    assert "Undo" in said
    assert "No gym" not in cell.get("/me/notices/").content.decode()
    assert "Undo" not in office.get("/staff/notices/").content.decode()
    office.post(f"/staff/notices/{notice.pk}/again/")
    assert "No gym" in cell.get("/me/notices/").content.decode()
    again = office.post(f"/staff/notices/{notice.pk}/again/", follow=True)
    assert "put this notice back already" in again.content.decode()


def test_costs_the_same_however_many(office: Client, cast: Cast, cell: Client, django_assert_max_num_queries) -> None:
    for number in range(30):
        a_notice(cast, title=f"Number {number}", ended_at=timezone.now() if number > 15 else None)
    with django_assert_max_num_queries(8):
        office.get("/staff/notices/")
    with django_assert_max_num_queries(5):
        cell.get("/me/notices/")


def test_says_how_hard_it_is() -> None:
    assert reading("No gym today. Go out in the yard.").level == "easy"
    hard = reading("Notwithstanding previous communications, association is temporarily unavailable.")
    assert hard.level == "hard"
    assert "association" in hard.long_words
    assert reading("").level == "easy"
