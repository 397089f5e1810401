"""What has to be ready, for staff."""

from datetime import date

import pytest
from django.test import Client

from accounts.models import Prisoner, User
from passport.acts.readiness import follow_readiness
from passport.models import ReadinessEvent, ReadinessItem
from tests.cast import NOW, Cast, PrisonerFactory
from tests.passport.plans import queries_of

from .conftest import As, tree, values, words

DUE = "/staff/ready/"


@pytest.fixture
def ready(cast: Cast) -> str:
    follow_readiness(by="node:MDI", at=NOW)
    return f"/staff/people/{cast.prisoner.prisoner.pk}/ready/"


def of(cast: Cast, code: str) -> ReadinessItem:
    return ReadinessItem.objects.get(readiness__prisoner=cast.prisoner.prisoner, code=code)


def test_before_there_is_a_list(office: Client, cast: Cast) -> None:
    assert "No list yet" in words(office.get(f"/staff/people/{cast.prisoner.prisoner.pk}/ready/"))


def test_an_item_is_moved_and_what_happened_is_told(ready: str, office: Client, cast: Cast) -> None:
    row = of(cast, "HOUSING")
    said = {"item": row.pk, "revision": 0, "status": "DONE", "owner": "BOTH"}
    assert office.post(ready, said).headers["Location"] == ready
    page = words(office.get(ready))
    assert "Somewhere to live on the first night" in page
    assert "Done, The prison and probation" in page


def test_the_second_of_two_is_told_what_it_says_now(
    ready: str, office: Client, as_: As, colleague: User, cast: Cast
) -> None:
    said = {"item": of(cast, "HOUSING").pk, "revision": 0, "owner": "PRISON"}
    office.post(ready, said | {"status": "DONE"})
    page = words(as_(colleague).post(ready, said | {"status": "DECLINED"}), "//body")
    assert "It now says: Done, The prison." in page
    assert of(cast, "HOUSING").status == "DONE"


def the_list(office: Client, ready: str, **more: str) -> dict[str, list[str]]:
    page = office.get(ready)
    chosen = {one.get("name"): one.xpath("option[@selected]/@value") for one in tree(page).xpath("//main//select")}
    return values(page) | chosen | {"all": ["yes"]} | {name: [value] for name, value in more.items()}


def test_the_whole_list_is_saved_at_once(ready: str, office: Client, cast: Cast) -> None:
    gp, housing = of(cast, "GP"), of(cast, "HOUSING")
    before = ReadinessEvent.objects.count()
    sent = the_list(office, ready, **{f"status-{gp.pk}": "DONE", f"owner-{housing.pk}": "BOTH"})
    page = words(office.post(ready, sent, follow=True), "//body")
    assert "Saved: Registered with a GP, Somewhere to live on the first night" in page
    assert (of(cast, "GP").status, of(cast, "HOUSING").owner) == ("DONE", "BOTH")
    assert ReadinessEvent.objects.count() == before + 2, "what was not touched is not written"
    assert "Nothing was changed." in words(office.post(ready, the_list(office, ready), follow=True), "//body")


def test_two_who_save_the_list_do_not_write_over_each_other(
    ready: str, office: Client, as_: As, colleague: User, cast: Cast
) -> None:
    gp, housing = of(cast, "GP"), of(cast, "HOUSING")
    mine = the_list(office, ready, **{f"status-{gp.pk}": "DONE"})
    theirs = the_list(as_(colleague), ready, **{f"status-{gp.pk}": "DECLINED", f"status-{housing.pk}": "DONE"})
    as_(colleague).post(ready, theirs)
    page = words(office.post(ready, mine, follow=True), "//body")
    assert "a colleague changed it since you opened the page. Look again: Registered with a GP" in page
    assert of(cast, "GP").status == "DECLINED"
    assert of(cast, "HOUSING").status == "DONE", "not touched here, so theirs stands"


def test_what_is_no_choice_in_the_list_is_named_and_the_rest_is_saved(ready: str, office: Client, cast: Cast) -> None:
    gp, housing = of(cast, "GP"), of(cast, "HOUSING")
    sent = the_list(office, ready, **{f"status-{gp.pk}": "GONE", f"status-{housing.pk}": "DONE"})
    page = words(office.post(ready, sent, follow=True), "//body")
    assert "choose from the lists: Registered with a GP" in page
    assert (of(cast, "GP").status, of(cast, "HOUSING").status) == ("NOT_STARTED", "DONE")


@pytest.mark.parametrize("wrong", [{"status": "GONE"}, {"owner": ""}, {"revision": "x"}])
def test_what_is_no_choice_is_said(ready: str, office: Client, cast: Cast, wrong: dict[str, str]) -> None:
    said = {"item": of(cast, "HOUSING").pk, "revision": "0", "status": "DONE", "owner": "PRISON"} | wrong
    assert "Nothing was saved. Choose from the lists." in words(office.post(ready, said), "//body")
    assert of(cast, "HOUSING").status == "NOT_STARTED"


def test_an_item_of_somebody_else_is_not_here(ready: str, office: Client, cast: Cast) -> None:
    other = ReadinessItem.objects.filter(readiness__prisoner=cast.cell_mate.prisoner).first()
    said = {"item": other.pk, "revision": 0, "status": "DONE", "owner": "PRISON"}  # type: ignore[union-attr]
    assert office.post(ready, said).status_code == 404
    assert office.post(ready, {"item": "1e5"}).status_code == 404


def test_who_only_reads_is_offered_nothing(ready: str, as_: As, reader: User) -> None:
    page = words(as_(reader).get(ready))
    assert "Housing" in page or "Somewhere to live" in page
    assert "Say how far it is" not in page


def test_what_is_due_is_filtered_and_the_filters_stand_in_the_address(ready: str, office: Client, cast: Cast) -> None:
    answer = office.post(DUE, {"when": "all", "whose": "all", "pathway": "ACCOMMODATION", "owner": ""})
    assert answer.headers["Location"] == f"{DUE}?when=all&whose=all&pathway=ACCOMMODATION"
    assert "2 things" in words(office.get(answer.headers["Location"]))
    assert "1 thing" in words(office.get(f"{DUE}?when=all&whose=mine&pathway=ACCOMMODATION"))
    assert "Nothing is due" in words(office.get(f"{DUE}?when=all&whose=mine&owner=PROBATION"))
    assert office.get(f"{DUE}?when=x&whose=y&pathway=z&page=999").status_code == 200


def test_once_the_day_to_be_ready_has_passed_it_is_the_day_that_is_shown(
    ready: str, office: Client, cast: Cast
) -> None:
    ReadinessItem.objects.update(begin_on=date(2026, 11, 2), due_on=date(2027, 2, 1))
    page = words(office.get(ready))
    assert "1 Feb 2027 Late" in page
    assert "begin by" not in page
    ReadinessItem.objects.update(due_on=date(2027, 4, 1))
    assert "begin by 2 Nov 2026 Late" in words(office.get(ready))


def test_the_overview_says_what_is_late_or_due_and_how_the_plan_stands(ready: str, office: Client, cast: Cast) -> None:
    overview = ready.removesuffix("ready/")
    items = ReadinessItem.objects.filter(readiness__prisoner=cast.prisoner.prisoner)
    items.update(begin_on=None, due_on=date(2027, 5, 1))
    page = words(office.get(overview))
    assert "Nothing is late or due in 28 days." in page
    assert "Plan : No plan yet" in page
    items.filter(code="GP").update(due_on=date(2027, 3, 8))
    items.filter(code="HOUSING").update(due_on=date(2027, 2, 1))
    page = words(office.get(overview))
    housing, doctor = page.index("Late Somewhere to live"), page.index("in 7 days Registered with a GP 8 Mar 2027")
    assert housing < doctor, "what is late stands first"
    assert "2 things are late or due in 28 days" in page
    items.update(due_on=date(2027, 2, 1))
    page = words(office.get(overview))
    assert page.count("Late ") == 4, "a few at one look, the list has all"
    assert f"{items.count()} things are late or due" in page


def test_nothing_is_to_do_for_who_has_left(ready: str, office: Client, cast: Cast) -> None:
    ReadinessItem.objects.update(due_on=date(2027, 2, 1))
    Prisoner.objects.update(left_at=NOW)
    assert "To do before release" not in words(office.get(ready.removesuffix("ready/")))


def test_queries_do_not_grow(ready: str, office: Client) -> None:
    office.get(DUE)
    before = [queries_of(office, ready), queries_of(office, f"{DUE}?when=all&whose=all")]
    PrisonerFactory.create_batch(30)
    follow_readiness(by="node:MDI", at=NOW)
    assert [queries_of(office, ready), queries_of(office, f"{DUE}?when=all&whose=all")] == before
    assert max(before) <= 15
