"""/staff/requests/: what a team has, and nothing that it has not."""

from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import AuditEntry, Role, User
from incell.acts.flags import flag_words
from incell.models import Request
from tests.cast import NOW, Cast, PrisonerFactory, PrisonFactory, UserFactory
from tests.incell.handled import a_request, privileged
from tests.incell.staff.conftest import names, tree, words

QUEUE = "/staff/requests/"


def somebody(last_name: str, **more):
    return PrisonerFactory(first_name="Ann", last_name=last_name, **more)


def test_a_team_sees_what_it_has_by_the_day_it_is_due(office: Client) -> None:
    a_request(somebody("Late"), due_on=date(2027, 2, 27))
    a_request(somebody("Tomorrow"), due_on=date(2027, 3, 2))
    a_request(somebody("Today"), due_on=date(2027, 3, 1))
    a_request(somebody("Wing"), team="WING")
    a_request(somebody("Answered"), state="APPROVED")
    a_request(somebody("Elsewhere", prison=PrisonFactory(code="LEI")))
    shown = office.get(QUEUE)
    assert names(shown) == ["Late, Ann", "Today, Ann", "Tomorrow, Ann"]
    said = words(shown, "//*[@id='requests']")
    assert all(due in said for due in ("2 days late", "today", "tomorrow"))
    assert "3 requests" in words(shown)


def test_a_queue_without_anything_says_so(office: Client) -> None:
    assert "Nothing waits for this team" in words(office.get(QUEUE))
    assert "Nothing like that" in words(office.get(QUEUE + "?due=late"))


def test_filters_are_sent_by_post_and_stay_through_sorting_and_paging(office: Client, clerk) -> None:
    for n in range(51):
        a_request(somebody(f"Person{n:02}", cell="2-3-030"), assigned_to=clerk)
    a_request(somebody("Elsewhere", cell="22-1-001"), assigned_to=clerk)
    a_request(somebody("Free", cell="2-3-031"))
    sent = office.post(QUEUE, {"team": "BUSINESS_HUB", "to": "me", "wing": "2", "due": "3", "state": "NEW"})
    shown = office.get(sent["Location"])
    assert len(names(shown)) == 50
    links = tree(shown).xpath("//a[contains(@class, 'tg-sort') or contains(@class, 'pagination')]/@href")
    assert links
    assert all("to=me" in link and "wing=2" in link and "due=3" in link and "state=NEW" in link for link in links)
    second = office.get(QUEUE + "?" + next(link for link in links if "page=2" in link)[1:])
    assert len(names(second)) == 1
    opened = office.get(tree(second).xpath("//*[@id='requests']/tbody//a/@href")[0])
    assert "page=2" in tree(opened).xpath("//a[@class='govuk-back-link']/@href")[0]


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ("due=late", ["Aa"]),
        ("due=today", ["Bb"]),
        ("due=3", ["Bb", "Cc"]),
        ("to=nobody", ["Aa", "Bb", "Cc"]),
        ("to=me", ["Dd"]),
        ("state=IN_PROGRESS", ["Dd"]),
        ("state=all", ["Aa", "Bb", "Cc", "Dd", "Ee"]),
        ("state=APPROVED", ["Ee"]),
        ("kind=ADD_SOCIAL_CONTACT", []),
        ("kind=%27%3B+drop&due=yesterday&to=x&wing=%25&sort=words&page=99", ["Aa", "Bb", "Cc", "Dd"]),
        (f"to={'-' * 36}", ["Aa", "Bb", "Cc", "Dd"]),
        (f"to={'a' * 36}", ["Aa", "Bb", "Cc", "Dd"]),
        ("sort=-name", ["Dd", "Cc", "Bb", "Aa"]),
    ],
)
def test_each_filter(office: Client, clerk, filters: str, left: list[str]) -> None:
    a_request(somebody("Aa"), due_on=date(2027, 2, 1))
    a_request(somebody("Bb"), due_on=date(2027, 3, 1))
    a_request(somebody("Cc"), due_on=date(2027, 3, 4))
    a_request(somebody("Dd"), due_on=date(2027, 3, 9), assigned_to=clerk, state="IN_PROGRESS")
    a_request(somebody("Ee"), due_on=date(2027, 3, 10), state="APPROVED")
    shown = office.get(f"{QUEUE}?{filters}")
    assert (names(shown) if left else []) == [f"{name}, Ann" for name in left]


def test_an_endless_address_is_not_kept(office: Client) -> None:
    office.get(f"{QUEUE}?sort=name")
    office.get(f"{QUEUE}?x={'y' * 60_000}")
    assert office.session["requests_shown"] == f"{QUEUE}?sort=name"


def test_another_teams_queue_is_not_shown(office: Client) -> None:
    a_request(somebody("Ill"), team="HEALTHCARE")
    a_request(somebody("Mine"))
    assert names(office.get(QUEUE + "?team=HEALTHCARE")) == ["Mine, Ann"]


def test_who_sits_in_two_teams_has_a_tab_for_each_with_its_count(as_, cast: Cast) -> None:
    a_request(somebody("Call"), team="CONTACTS")
    a_request(somebody("Visit"), team="VISITS")
    a_request(somebody("Video"), team="VISITS")
    both = as_(UserFactory(roles=[Role.CONTACTS_CLERK]))
    tabs = words(both.get(QUEUE + "?team=VISITS"), "//nav[@class='moj-sub-navigation']")
    assert "Contacts and phones (1)" in tabs
    assert "Visits (2)" in tabs


def test_the_queue_costs_the_same_however_many_there_are(office: Client, django_assert_max_num_queries) -> None:
    for n in range(60):
        a_request(somebody(f"Person{n}"))
    for filters in ("", "?state=all&sort=-name", "?to=nobody&wing=2"):
        with django_assert_max_num_queries(10):  # a first visit: the session keeps which list was shown
            office.get(QUEUE + filters)


def test_the_queue_as_a_file_for_a_spreadsheet(office: Client, clerk) -> None:
    asks = a_request(somebody("Formula"), answers={"WHY": "OTHER", "MORE": "x"}, words="=HYPERLINK(1)")
    a_request(somebody("Other"), team="WING")
    privileged(somebody("Private"))
    sent = office.get(QUEUE + "export/")
    lines = b"".join(sent).decode("utf-8-sig").splitlines()
    assert sent["Content-Type"].startswith("text/csv")
    assert len(lines) == 3
    assert any(asks.prisoner.number in line and "'=HYPERLINK(1)" in line for line in lines)
    assert any("Private" in line and line.endswith(",") for line in lines)
    assert AuditEntry.objects.get(verb="export_requests").who == str(clerk.pk)


def test_a_private_message_shows_only_that_it_exists(office: Client) -> None:
    privileged(somebody("Private"))
    shown = words(office.get(QUEUE), "//*[@id='requests']")
    assert "Private message" in shown
    assert "to Prisons and Probation Ombudsman" in shown


def test_a_paged_queue_never_names_a_person_in_an_address(office: Client) -> None:
    a_request(somebody("Secretname"))
    links = tree(office.get(QUEUE)).xpath("//main//@href | //main//@action")
    assert not [link for link in links if "ecretname" in link]
    assert Request.objects.get().sent_at == NOW
    assert NOW - timedelta(days=1) < NOW


MARK = "Read soon: Self-harm?"


def test_words_that_may_need_safer_custody_are_marked_until_somebody_flagged_them(
    office: Client, clerk: User, django_assert_max_num_queries
) -> None:
    asked = a_request(somebody("Low"), answers={"WHY": "OTHER", "MORE": "I want to kill myself"})
    a_request(somebody("Well"))
    private = privileged(somebody("Sealed"))
    Request.objects.filter(pk=private.pk).update(answers={"MESSAGE": "I want to kill myself"})
    office.get(QUEUE)
    with django_assert_max_num_queries(10):
        shown = office.get(QUEUE)
    marked = tree(shown).xpath("//*[@id='requests']/tbody/tr[contains(., 'Read soon')]/th/span/text()[1]")
    assert [name.strip() for name in marked] == ["Low, Ann"]
    assert MARK in words(shown)
    flag_words(prisoner=asked.prisoner, kind="SELF_HARM", by=clerk, at=NOW, request=asked)
    assert MARK not in words(office.get(QUEUE))


def test_what_is_closed_is_not_marked(office: Client) -> None:
    a_request(somebody("Low"), answers={"WHY": "OTHER", "MORE": "I want to kill myself"}, state="DECLINED")
    shown = office.get(QUEUE + "?state=DECLINED")
    assert names(shown) == ["Low, Ann"]
    assert MARK not in words(shown)


def test_one_link_takes_all_filters_away(office: Client) -> None:
    a_request(somebody("Only"))
    link = "//main//a[text()='Show all that are open']/@href"
    assert not tree(office.get(QUEUE)).xpath(link)
    assert tree(office.get(QUEUE + "?state=NEW&sort=name")).xpath(link) == ["?team=BUSINESS_HUB"]
