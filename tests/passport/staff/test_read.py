"""/staff/people/<id>/passport/: the passport, opened for this reader, who is written down."""

import pytest
from django.utils import timezone

from accounts.models import AuditEntry, User
from passport.acts.reading import who_read
from passport.acts.words import write_my_words
from passport.models import Passport
from tests.cast import Cast
from tests.passport.staff.conftest import tree, words
from tests.reports import a_report, complete, his_passport, submitted

SECRET = "he locked me in the cellar"


@pytest.fixture
def his_record(cast: Cast) -> str:
    return f"/staff/people/{cast.prisoner.prisoner.pk}/passport/"


def test_what_was_submitted_is_read_with_its_date_and_version(office, cast, his_record):
    submitted(cast)
    said = words(office.get(his_record))
    assert "Registered with a GP? Yes" in said
    assert "Written on Monday 1 March 2027 at 9:30am, version 1" in said
    assert SECRET in said
    assert said.count("Nothing has been written yet") == 6


def test_a_draft_is_not_part_of_the_passport(office, cast, his_record):
    complete(a_report(cast), cast.practitioner)
    assert SECRET not in words(office.get(his_record))


def test_the_persons_own_words_come_first_as_they_were_written(office, cast, his_record):
    passport = his_passport(cast)
    write_my_words(passport=passport, text="I can cook.\n<b>Really</b>", by=cast.prisoner, at=timezone.now())
    answer = office.get(his_record)
    assert b"I can cook.<br>&lt;b&gt;Really&lt;/b&gt;" in answer.content


def test_restricted_answers_are_withheld_and_the_page_says_whom_to_ask(as_, reader, cast, his_record, node):
    submitted(cast)
    answer = as_(reader).get(his_record, {"why": "support"})
    said = words(answer)
    assert SECRET not in answer.content.decode()
    assert "Victim of domestic abuse" not in said
    assert said.count("Some answers are withheld from you") == 1
    assert "speak to the practitioner" in said


def test_reading_is_written_down_and_the_person_can_see_it(as_, reader, cast, his_record, node):
    submitted(cast)
    as_(reader).get(his_record, {"why": "support"})
    assert [read.roles for read in who_read(passport=Passport.objects.get())] == [("KEY_WORKER",)]
    assert AuditEntry.objects.get(verb="read_passport").who == str(reader.pk)


def test_a_person_without_a_passport_has_nothing_to_read(office, cast, his_record):
    assert office.get(his_record)["Location"] == f"/staff/people/{cast.prisoner.prisoner.pk}/"


def test_english_answers_are_marked_as_english_on_a_welsh_page(office, cast, his_record):
    submitted(cast)
    page = tree(office.get(his_record, headers={"accept-language": "cy"}))
    assert page.get("lang") == "cy"
    marked = " ".join(one.text_content() for one in page.xpath("//*[@lang='en']"))
    assert "Registered with a GP?" in marked


def test_it_can_be_printed_and_says_who_opened_it_when(office, cast, his_record):
    submitted(cast)
    page = tree(office.get(his_record))
    assert page.xpath("//button[@data-print]")
    who = User.objects.get(pk=cast.practitioner.pk).name
    assert f"Opened by {who} on Monday 1 March 2027 at 9:30am" in " ".join(page.text_content().split())


def test_it_costs_the_same_however_many_versions_there_are(office, cast, his_record, django_assert_max_num_queries):
    submitted(cast)
    passport = Passport.objects.get()
    for number in range(5):
        write_my_words(passport=passport, text=f"Words {number}", by=cast.prisoner, at=timezone.now())
    with django_assert_max_num_queries(26):
        office.get(his_record)


def test_who_does_not_work_with_the_person_says_why_first(as_, reader, cast, his_record, node):
    submitted(cast)
    asked = as_(reader).get(his_record)
    assert "Why do you read this passport?" in words(asked)
    assert "Registered with a GP?" not in words(asked)
    assert "Select why you read it" in words(as_(reader).get(his_record, {"why": "curiosity"}))
    assert not AuditEntry.objects.filter(verb="read_passport").exists()
    as_(reader).get(his_record, {"why": "safety"})
    assert [read.why for read in who_read(passport=Passport.objects.get())] == ["safety"]
