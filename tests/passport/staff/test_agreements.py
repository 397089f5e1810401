"""/staff/agreements/…: proposed by one person, decided by another, listed for both."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import Agency, Role, User
from passport.models import Agreement, Handover
from tests.cast import AgencyFactory, UserFactory
from tests.passport.staff.conftest import tree, values, words
from tests.reports import agency, agree, propose

DOOR = "/staff/agreements/"


@pytest.fixture
def admin(as_, cast, node):
    return as_(cast.administrator)


def said(**otherwise):
    return {
        "agency": str(AgencyFactory(name="Sheffield Probation").pk),
        "purpose": "Supervision after release",
        "basis": "STATUTORY",
        "sections": ["HEALTH", "MY_WORDS"],
        "days_before": "84",
        "days_after": "28",
        "onward": "ASK",
        "expires_on": "31/3/2028",
    } | otherwise


def test_no_agreements_yet(admin):
    assert "no agency can have any part of a passport" in words(admin.get(DOOR))


def test_without_an_agency_the_page_says_what_has_to_come_first(admin):
    Handover.objects.all().delete()
    User.objects.filter(agency__isnull=False).delete()
    Agency.objects.all().delete()
    page = admin.get(f"{DOOR}new/")
    assert "No agency has a key yet" in words(page)
    assert not tree(page).xpath("//main//form//select")


def test_each_says_where_it_stands(admin, cast):
    today = timezone.localdate()
    propose(cast, agency("A"))
    agree(cast, agency("B"))
    ended = agree(cast, agency("C"))
    Agreement.objects.filter(pk=ended.pk).update(ended_at=timezone.now())
    over = agree(cast, agency("D"))
    Agreement.objects.filter(pk=over.pk).update(expires_on=today - timedelta(days=1))
    rows = tree(admin.get(DOOR)).xpath("//*[@id='agreements']/tbody/tr")
    assert [" ".join(row.xpath("./td[last()]")[0].text_content().split()) for row in rows] == [
        "Waits for approval",
        "In force",
        "Ended",
        "Expired",
    ]


def test_a_head_decides_and_does_not_propose(as_, head, node):
    assert not tree(as_(head).get(DOOR)).xpath("//a[@href='/staff/agreements/new/']")
    assert as_(head).get(f"{DOOR}new/").status_code == 403


@pytest.mark.parametrize("many", [1, 60])
def test_the_list_costs_the_same_however_long(many, admin, cast, django_assert_max_num_queries):
    for number in range(many):
        propose(cast, agency(f"Agency {number}"))
    with django_assert_max_num_queries(11):
        answer = admin.get(DOOR)
    assert len(tree(answer).xpath("//*[@id='agreements']/tbody/tr")) == min(many, 25)


def test_a_proposal_waits_for_another_person(admin, as_, head):
    answer = admin.post(f"{DOOR}new/", said(), follow=True)
    assert "Another person has to approve it" in words(answer)
    made = Agreement.objects.get()
    assert (made.sections, made.days_before, made.approved_at) == (["IDENTITY", "HEALTH", "MY_WORDS"], 84, None)
    own = admin.get(f"{DOOR}{made.pk}/")
    assert not tree(own).xpath("//button[@value='approve']")
    assert "You proposed this agreement" in words(admin.post(f"{DOOR}{made.pk}/", {"do": "approve"}, follow=True))
    assert "in force" in words(as_(head).post(f"{DOOR}{made.pk}/", {"do": "approve"}, follow=True))
    assert Agreement.objects.get().approved_by == head


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"expires_on": "1/3/2027"}, "must end in the future"),
        ({"expires_on": "tomorrow"}, "Enter a real day, like 27 3 2027"),
        ({"days_before": "-1"}, "a number of days, from 0 to 3650"),
        ({"days_after": "3651"}, "a number of days, from 0 to 3650"),
        ({"days_after": "12.5"}, "a number of days, from 0 to 3650"),
        ({"sections": []}, "Select at least one part"),
        ({"sections": ["IDENTITY"]}, "Select at least one part"),
        ({"agency": str(uuid4())}, "Choose an agency"),
        ({"basis": "WHIM"}, "Select what it rests on"),
        ({"onward": ""}, "Select the rule"),
        ({"purpose": "x" * 241}, "at most 240 characters"),
    ],
)
def test_a_wrong_proposal_keeps_what_was_typed(wrong, why, admin):
    sent = said(**wrong)
    day, month, year = [*sent.pop("expires_on").split("/"), "", ""][:3]
    sent |= {"expires_on-day": day, "expires_on-month": month, "expires_on-year": year}
    answer = admin.post(f"{DOOR}new/", sent)
    assert why in words(answer)
    kept = values(answer)
    for name in ("purpose", "days_before", "days_after", "expires_on-day", "expires_on-month", "expires_on-year"):
        assert kept[name] == [sent[name]]
    link = tree(answer).xpath("//*[@class='govuk-error-summary__body']//a/@href")[0]
    assert tree(answer).xpath(f"//*[@id='{link[1:]}']")
    assert not Agreement.objects.exists()


def test_an_agreement_is_shown_in_words(admin, cast):
    made = agree(cast, sections=["HEALTH_RESTRICTED", "PLAN"])
    page = words(admin.get(f"{DOOR}{made.pk}/"))
    assert "May have Cover sheet Health: restricted answers Plan" in page
    assert "From 84 days before release until 28 days after" in page
    assert "Approved By" in page


def test_ending_it_asks_and_stays_ended(admin, cast):
    made = agree(cast)
    door = f"{DOOR}{made.pk}/"
    assert "can not be unread" in words(admin.get(door))
    assert "Nothing new goes out under it" in words(admin.post(door, {"do": "end"}, follow=True))
    assert Agreement.objects.get().ended_at
    assert not tree(admin.get(door)).xpath("//main//form")
    assert "decided this before you" in words(admin.post(door, {"do": "end"}, follow=True))
    assert "decided this before you" in words(
        admin.post(f"{DOOR}{propose_and_end(cast).pk}/", {"do": "end"}, follow=True)
    )


def propose_and_end(cast) -> Agreement:
    made = propose(cast, agency("Another"))
    Agreement.objects.filter(pk=made.pk).update(ended_at=timezone.now())
    return made


def test_two_deciders_decide_once(as_, cast, head, node):
    made = propose(cast)
    second = UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING])
    as_(head).post(f"{DOOR}{made.pk}/", {"do": "approve"})
    answer = as_(second).post(f"{DOOR}{made.pk}/", {"do": "approve"}, follow=True)
    assert "decided this before you" in words(answer)
    assert Agreement.objects.get().approved_by == head


def test_a_decision_that_is_none_decides_nothing(as_, cast, head, node):
    made = propose(cast)
    assert "Choose what to do" in words(as_(head).post(f"{DOOR}{made.pk}/", {"do": "maybe"}, follow=True))


def ending(cast, days: int = 30) -> Agreement:
    made = agree(cast)
    Agreement.objects.filter(pk=made.pk).update(expires_on=timezone.localdate() + timedelta(days=days))
    made.refresh_from_db()
    return made


def test_who_decides_is_warned_before_one_ends(admin, cast):
    made = ending(cast)
    page = admin.get(DOOR)
    assert tree(page).xpath(f"//*[@aria-labelledby='to-renew-title']//a[@href='{DOOR}{made.pk}/']")
    assert "In force, ends soon" in words(page)
    assert "1 agreement ends soon and is not renewed" in words(admin.get("/staff/"))
    ending(cast, days=90)
    assert "1 agreement ends soon" in words(admin.get("/staff/"))


def test_it_is_renewed_as_a_new_version_by_two_people(admin, as_, cast, head):
    made = ending(cast)
    door = f"{DOOR}{made.pk}/renew/"
    form = values(admin.get(door))
    assert (form["purpose"], form["days_before"]) == ([made.purpose], [str(made.days_before)])
    sent = {**said(), "purpose": made.purpose, "sections": ["ACCOMMODATION", "HEALTH", "MY_WORDS"], "onward": "NO"}
    assert "stays in force until another person" in words(admin.post(door, sent, follow=True))
    assert "A colleague has proposed a new version already" in words(admin.post(door, sent, follow=True))
    new = Agreement.objects.get(replaces=made)
    assert (new.version, new.line, new.agency) == (2, made.line, made.agency)
    assert not tree(admin.get(DOOR)).xpath("//*[@id='to-renew-title']")
    assert "on the same terms" in words(as_(head).get(f"{DOOR}{new.pk}/"))
    as_(head).post(f"{DOOR}{new.pk}/", {"do": "approve"})
    made.refresh_from_db()
    new.refresh_from_db()
    assert made.ended_at == new.approved_at
    assert new.asks_since == made.asks_since
    assert len(tree(admin.get(f"{DOOR}{new.pk}/")).xpath("//*[@id='versions']/tbody/tr")) == 2


def test_other_terms_ask_people_again(admin, as_, cast, head):
    made = ending(cast)
    admin.post(f"{DOOR}{made.pk}/renew/", said(onward="SAME_PURPOSE"))
    new = Agreement.objects.get(replaces=made)
    assert "asked again in the cell" in words(as_(head).get(f"{DOOR}{new.pk}/"))
    as_(head).post(f"{DOOR}{new.pk}/", {"do": "approve"})
    new.refresh_from_db()
    assert new.asks_since == new.approved_at > made.asks_since


def test_what_ended_is_not_renewed(admin, cast):
    made = agree(cast)
    Agreement.objects.filter(pk=made.pk).update(ended_at=timezone.now())
    assert "Propose a new one instead" in words(admin.post(f"{DOOR}{made.pk}/renew/", said(), follow=True))
    waiting = propose(cast, agency("Another"))
    assert "Propose a new one instead" in words(admin.post(f"{DOOR}{waiting.pk}/renew/", said(), follow=True))
    assert Agreement.objects.count() == 2
