"""The dashboard: filters that stay, counts, a file, and a cost that does not grow with what is sealed."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, Case, Prisoner, Role, User
from passport.acts.readiness import follow_readiness
from passport.models import LastFilter, Passport, Pathway, PathwayState, PlanStanding, SectionVersion, SupportNeed
from tests.cast import NOW, Cast, PrisonerFactory, PrisonFactory, UserFactory
from tests.passport.staff.conftest import tree, words
from tests.reports import a_report, his_passport

PAGE, CSV = "/staff/caseload/", "/staff/caseload/csv/"


def with_state(person: Prisoner, pathway: str = "HEALTH", status: str = "SUPPORT_REQUIRED") -> Passport:
    passport = Passport.objects.create(prisoner=person, opened_at=NOW)
    PathwayState.objects.create(passport=passport, pathway=pathway, status=status, updated_at=NOW)
    return passport


def names(answer) -> list[str]:
    return [row["row"].last_name for row in answer.context["rows"]]


def test_each_filter_narrows_and_its_count_says_so(office: Client, cast: Cast) -> None:
    mate = cast.cell_mate.prisoner
    passport = with_state(mate)
    PlanStanding.objects.create(passport=passport, agreement="DO_NOT_AGREE", agreement_is_current=True, changed_at=NOW)
    follow_readiness(by="node:MDI", at=NOW)
    PrisonerFactory(last_name="Soon", release_on=NOW.date() + timedelta(days=7), received_on=None)
    PrisonerFactory(last_name="Elsewhere", prison=PrisonFactory(code="BXI"))
    PrisonerFactory(last_name="Left", left_at=NOW)
    assert set(names(office.get(PAGE, {"all": "yes"}))) == {"Ashdown", "Okafor", "Soon"}
    for query, found in [
        ({"pathway": "HEALTH"}, ["Okafor"]),
        ({"pathway": "HEALTH", "status": "DONE"}, []),
        ({"agreement": "DO_NOT_AGREE"}, ["Okafor"]),
        ({"weeks": "4"}, ["Soon"]),
        ({"worker": "mine"}, ["Ashdown"]),
        ({"worker": "none"}, ["Soon", "Okafor"]),
        ({"owner": "PRISON"}, ["Ashdown", "Okafor"]),
        ({"overdue": "no"}, ["Soon"]),
        ({"report": "BCST2_OPEN"}, []),
        ({"weeks": "nonsense", "sort": "nonsense", "page": "nonsense"}, ["Soon", "Ashdown", "Okafor"]),
    ]:
        assert names(office.get(PAGE, query)) == found, query
    page = office.get(PAGE, {"pathway": "HEALTH"})
    options = dict(next(one for one in page.context["filters"] if one["name"] == "agreement")["options"])
    assert options["DO_NOT_AGREE"] == "Does not agree (1)"
    assert options["NO_PLAN"] == "No plan yet (0)"


def test_needs_by_pathway_status_and_owner(office: Client, as_, cast: Cast) -> None:
    his, theirs = his_passport(cast), with_state(cast.cell_mate.prisoner)
    for passport, pathway, status, owner, restricted in [
        (his, "HEALTH", "NOT_STARTED", "PRISON", False),
        (his, "FINANCE_AND_ID", "MET", "PROBATION", False),
        (theirs, "HEALTH", "IN_PROGRESS", "PROBATION", False),
        (theirs, "DRUGS_AND_ALCOHOL", "IN_PROGRESS", "PROBATION", True),
    ]:
        told = {"pathway": pathway, "status": status, "owner": owner, "restricted": restricted}
        SupportNeed.objects.create(passport=passport, **told, opened_at=NOW, changed_at=NOW)
    for query, found in [
        ({"need": "HEALTH"}, {"Ashdown", "Okafor"}),
        ({"need": "HEALTH", "need_owner": "PROBATION"}, {"Okafor"}),
        ({"need_status": "MET"}, {"Ashdown"}),
        ({"need": "FINANCE_AND_ID"}, set()),  # it is met
        ({"need_status": "MET", "need_owner": "PRISON"}, set()),
        ({"need": "DRUGS_AND_ALCOHOL"}, set()),  # restricted
    ]:
        assert set(names(office.get(PAGE, query))) == found, query
    shown = office.get(PAGE, {"need": "HEALTH"})
    options = {one["name"]: dict(one["options"]) for one in shown.context["filters"]}
    assert options["need_owner"]["PROBATION"] == "Probation (1)"
    assert options["need_status"]["MET"] == "Met (0)"
    assert [row["row"].open_needs for row in shown.context["rows"]] == [1, 1]
    protection = as_(UserFactory(roles=[Role.PUBLIC_PROTECTION, Role.HEAD_OF_REDUCING_REOFFENDING]))
    assert names(protection.get(PAGE, {"need": "DRUGS_AND_ALCOHOL"})) == ["Okafor"]


def test_a_report_and_a_plan_that_changed_since(office: Client, cast: Cast) -> None:
    a_report(cast)
    PlanStanding.objects.create(passport=his_passport(cast), agreement="AGREED", changed_at=NOW)
    assert names(office.get(PAGE, {"report": "BCST2_OPEN", "agreement": "CHANGED"})) == ["Ashdown"]


def test_filters_survive_sorting_paging_a_person_and_coming_back(office: Client, cast: Cast) -> None:
    for n in range(60):
        PrisonerFactory(last_name=f"Zebedee{n:02}")
    answer = office.post(PAGE, {"worker": "none", "weeks": "12", "status": ""})
    assert answer["Location"] == f"{PAGE}?weeks=12&worker=none"
    page = office.get(answer["Location"])
    sorted_by_name = office.get(PAGE + page.context["sorts"]["name"]["href"])
    assert sorted_by_name.context["said"]["worker"] == "none"
    second = office.get(f"{PAGE}?weeks=12&worker=none&sort=-name&page=2")
    link = tree(second).xpath("//table[@id='caseload']//th[@scope='row']/a/@href")[0]
    person = tree(office.get(link))
    back = person.xpath("//nav[contains(@class,'breadcrumbs') or @aria-label]//a[text()='Caseload']/@href")[0]
    assert office.get(back).context["page"].number == 2
    assert names(office.get(back)) == names(second)
    assert "Soon" not in back
    assert office.get(PAGE)["Location"] == f"{PAGE}?weeks=12&worker=none"  # begins where it ended
    assert office.post(PAGE, {})["Location"] == f"{PAGE}?all=yes"
    assert not LastFilter.objects.exists()
    assert office.get(PAGE).status_code == 200


WRONG = ["//evil.example", "weeks=12&next=//evil", "javascript:alert(1)", "weeks=<b>", "x" * 900]


@pytest.mark.parametrize("back", WRONG)
def test_back_leads_nowhere_else(office: Client, cast: Cast, back: str) -> None:
    page = tree(office.get(f"/staff/people/{cast.prisoner.prisoner.pk}/", {"from": "caseload", "back": back}))
    crumb = page.xpath("//a[text()='Caseload']/@href")
    assert crumb[0] in ("/staff/caseload/?all=yes", "/staff/caseload/?weeks=12")


@pytest.mark.parametrize("name", ["//evil.example", "https://evil.example", "accounts:people", "../x", ""])
def test_a_list_that_is_none_leads_to_everybody(office: Client, cast: Cast, name: str) -> None:
    page = tree(office.get(f"/staff/people/{cast.prisoner.prisoner.pk}/", {"from": name, "back": "weeks=12"}))
    assert crumbs(page)[0] == ("People", "/staff/people/")


def crumbs(page) -> list[tuple[str, str]]:
    found = page.xpath("//nav[contains(@class, 'govuk-breadcrumbs')]//a")
    return [(one.text_content(), one.get("href")) for one in found]


def test_the_way_back_outlasts_pages_forms_and_other_people(office: Client, cast: Cast) -> None:
    him, mate = (f"/staff/people/{one.prisoner.pk}/" for one in (cast.prisoner, cast.cell_mate))
    office.get(him, {"from": "caseload", "back": "weeks=12&sort=-name"})
    office.get(mate, {"from": "people", "back": "window=28"})
    office.post(f"{him}needs/new/", {"code": "nonsense"})
    for below in ("", "needs/", "needs/new/", "plan/", "ready/", "notes/", "link/", "pack/", "handovers/"):
        assert crumbs(tree(office.get(him + below)))[0] == ("Caseload", "/staff/caseload/?weeks=12&sort=-name"), below
    assert crumbs(tree(office.get(f"{mate}plan/")))[0] == ("People", "/staff/people/?window=28")
    office.get(him, {"from": "home"})
    assert crumbs(tree(office.get(f"{him}plan/")))[0] == ("Home", "/staff/")


def test_only_the_last_ways_are_kept_and_no_name_is_in_them(office: Client, cast: Cast) -> None:
    for person in PrisonerFactory.create_batch(25):
        office.get(f"/staff/people/{person.pk}/", {"from": "people", "back": "searched=on&q=Ashdown&page=2"})
    kept = office.session["came_from"]
    assert len(kept) == 20
    assert crumbs(tree(office.get(f"/staff/people/{person.pk}/")))[0][1] == "/staff/people/?page=2&searched=on"


def test_a_file_is_written_down_and_harms_no_spreadsheet(office: Client, cast: Cast) -> None:
    Prisoner.objects.filter(pk=cast.cell_mate.prisoner.pk).update(last_name="=cmd()")
    answer = office.post(f"{CSV}?worker=none")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert rows[0][:3] == ["Prison number", "Last name", "First name"]
    assert len(rows[0]) == 9 + len(Pathway)
    assert [row[:2] for row in rows[1:]] == [["A5678DE", "'=cmd()"]]
    line = AuditEntry.objects.get(verb="take_caseload")
    assert line.why == "csv people=1 worker=none"
    assert office.get(CSV).status_code == 405


def test_everybody_on_one_page_to_print(office: Client) -> None:
    for _ in range(60):
        PrisonerFactory()
    assert len(names(office.get(PAGE, {"all": "yes"}))) == 50
    assert len(names(office.get(PAGE, {"everybody": "yes"}))) == 62


def test_nobody_like_that_says_so(office: Client) -> None:
    assert "Nobody like that" in words(office.get(PAGE, {"weeks": "none"}))


def test_who_sees_no_caseloads(as_, cast: Cast, reader: User, node: object) -> None:
    for member in (reader, cast.tutor, cast.administrator):
        assert as_(member).get(PAGE).status_code == 403
    head = UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING])
    assert as_(head).get(PAGE).status_code == 200


@pytest.mark.parametrize(("people", "versions"), [(5, 1), (120, 20)])
def test_it_costs_the_same_however_many_people_and_versions(
    office: Client, cast: Cast, people: int, versions: int, django_assert_max_num_queries
) -> None:
    made = [PrisonerFactory() for _ in range(people)]
    passports = Passport.objects.bulk_create(Passport(prisoner=one, opened_at=NOW) for one in made)
    PathwayState.objects.bulk_create(
        PathwayState(passport=one, pathway=pathway, status="IN_PROGRESS", updated_at=NOW)
        for one in passports
        for pathway in Pathway
    )
    SectionVersion.objects.bulk_create(
        SectionVersion(rec=one.pk, sec="HEALTH", ver=ver, iss="MDI", digest=str(uuid4()), sealed_at=NOW)
        for one in passports
        for ver in range(1, versions + 1)
    )
    Case.objects.bulk_create(Case(prisoner=one, worker=cast.practitioner, began_at=timezone.now()) for one in made)
    follow_readiness(by="node:MDI", at=NOW)
    SupportNeed.objects.bulk_create(
        SupportNeed(passport=one, pathway="HEALTH", opened_at=NOW, changed_at=NOW) for one in passports
    )
    with django_assert_max_num_queries(14):
        assert office.get(PAGE, {"all": "yes"}).status_code == 200
    with django_assert_max_num_queries(15):
        assert office.post(CSV).status_code == 200
