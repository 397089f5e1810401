"""Support needs: suggested by answers, written down by staff, answered by the person, sealed for who may read them."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from accounts.access import NotAllowed, give
from accounts.models import AuditEntry, Role, User
from passport.acts import needs as acts
from passport.acts.drafts import save_page
from passport.acts.erasing import erase_passport
from passport.acts.handover import hand_over
from passport.acts.reports import complete_part, submit_report
from passport.acts.sections import NoArchiveKey, keys_of, open_version, write_section
from passport.models import SectionVersion, SupportNeed, SupportNeedEvent, Wrap
from passport.needs import AlreadyThere, ChangedMeanwhile
from tests.cast import NOW, AgencyFactory, Cast, UserFactory
from tests.nodes import give_agency_key
from tests.passport.needed import BANK, SAFE, SECRET, two_needs, write
from tests.reports import a_report, complete
from tests.told import Told, agree

MONEY = "FINANCE_AND_ID"
FAMILY = "CHILDREN_FAMILIES_AND_COMMUNITY"


@pytest.fixture
def colleague(cast: Cast) -> User:
    """Works with him, and may not read restricted answers."""
    made = UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER])
    give(made, ["work_with_prisoner"], cast.prisoner.prisoner)
    return made


def row(need: object = BANK) -> SupportNeed:
    return SupportNeed.objects.select_related("passport__prisoner").get(pk=need)


def move(by: User, seen: int = 1, status: str = "IN_PROGRESS", words: str = "", need: object = BANK) -> None:
    acts.move_need(need=row(need), owner="BOTH", status=status, words=words, seen=seen, by=by, at=NOW)


def seen_by(told: Told, by: User) -> acts.InNeed:
    return acts.needs_of(passport=told.passport, by=by, at=NOW)


def test_words_lie_sealed_and_codes_of_restricted_needs_too(told: Told, cast: Cast) -> None:
    two_needs(told.passport, cast.practitioner)
    assert (row().code, row().pathway, row().status) == ("BANK_ACCOUNT", MONEY, "NOT_STARTED")
    assert (row(SAFE).code, row(SAFE).pathway, row(SAFE).restricted) == ("", FAMILY, True)
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            said = repr(cursor.fetchall())
            assert "quokka" not in said, table
            assert "SAFE_FROM_THREAT" not in said, table


def test_what_was_answered_stays_beside_what_is_needed(told: Told, cast: Cast) -> None:
    write(told.passport, cast.practitioner, code="HOME_TO_GO_TO")
    version = SectionVersion.objects.of(told.passport.pk).filter(sec="ACCOMMODATION").newest().get()
    data = open_version(version=version, keys=keys_of(told.passport.pk), at=NOW).data
    assert len(data["rows"]) == 2
    assert data["needs"][0]["code"] == "HOME_TO_GO_TO"


def test_a_new_report_keeps_the_needs(cast: Cast, told: Told) -> None:
    write(told.passport, cast.practitioner, code="REGISTERING_WITH_A_GP")
    report = a_report(cast)
    complete(report, cast.practitioner)
    submit_report(report=report, by=cast.practitioner, at=NOW + timedelta(days=1))
    found = acts.needs_of(passport=told.passport, by=cast.practitioner, at=NOW + timedelta(days=2))
    assert [need.code for need in found.records["HEALTH"].needs] == ["REGISTERING_WITH_A_GP"]


def test_the_same_again_writes_nothing(told: Told, cast: Cast) -> None:
    write(told.passport, cast.practitioner)
    move(cast.practitioner)
    versions, events = SectionVersion.objects.count(), SupportNeedEvent.objects.count()
    write(told.passport, cast.practitioner)
    move(cast.practitioner)
    assert (SectionVersion.objects.count(), SupportNeedEvent.objects.count()) == (versions, events)
    with pytest.raises(AlreadyThere):
        write(told.passport, cast.practitioner, uuid4())


def test_who_may_not(told: Told, cast: Cast, colleague: User) -> None:
    two_needs(told.passport, cast.practitioner)
    for by in (cast.cell_mate, cast.tutor, cast.officer_elsewhere, cast.agency_worker, cast.prisoner):
        with pytest.raises(NotAllowed):
            write(told.passport, by, uuid4())
        with pytest.raises(NotAllowed):
            move(by)
        with pytest.raises(NotAllowed):
            acts.put_suggestion_by(passport=told.passport, code="DEBTS", by=by, at=NOW)
    for by in (cast.cell_mate, cast.tutor, cast.officer_elsewhere, cast.agency_worker):
        with pytest.raises(NotAllowed):
            seen_by(told, by)
    for by in (cast.cell_mate, cast.practitioner):  # nobody answers for somebody
        with pytest.raises(NotAllowed):
            acts.answer_need(need=row(), says="NOT_RIGHT", words="", by=by, at=NOW)
    with pytest.raises(NotAllowed):  # works with him, without the key
        move(colleague, need=SAFE)
    with pytest.raises(NotAllowed):
        write(told.passport, colleague, uuid4(), code="LEAVING_A_GANG")


def test_a_restricted_need_reaches_no_reader_without_the_key(told: Told, cast: Cast, colleague: User) -> None:
    two_needs(told.passport, cast.practitioner)
    found = seen_by(told, colleague)
    assert found.need(SAFE) is None
    assert SECRET not in repr(found)
    assert found.withheld == {FAMILY: 1}
    assert seen_by(told, cast.practitioner).need(SAFE)[1].what == SECRET  # type: ignore[index]
    assert seen_by(told, cast.practitioner).withheld == {}


def test_any_need_can_be_kept_for_fewer(told: Told, cast: Cast, colleague: User) -> None:
    write(told.passport, cast.practitioner, restricted=True)
    assert (row().restricted, row().code) == (True, "")
    assert seen_by(told, colleague).need(BANK) is None


def test_two_at_once_lose_no_word(told: Told, cast: Cast) -> None:
    write(told.passport, cast.practitioner)
    move(cast.practitioner, words="Rang the bank")
    with pytest.raises(ChangedMeanwhile) as told_of:
        move(cast.practitioner, status="MET")
    assert told_of.value.now.updates[0].words == "Rang the bank"
    assert row().status == "IN_PROGRESS"


def test_the_person_says_and_staff_see_it(told: Told, cast: Cast) -> None:
    write(told.passport, cast.practitioner)
    acts.answer_need(need=row(), says="NOT_RIGHT", words="I have an account", by=cast.prisoner, at=NOW)
    assert row().person_says == "NOT_RIGHT"
    assert seen_by(told, cast.practitioner).need(BANK)[1].person.words == "I have an account"  # type: ignore[index]
    assert SupportNeedEvent.objects.first().by == cast.prisoner  # type: ignore[union-attr]


def test_an_update_says_by_which_role_never_by_whom(told: Told, cast: Cast) -> None:
    write(told.passport, cast.practitioner)
    move(cast.practitioner, words="Rang the bank")
    (update,) = seen_by(told, cast.prisoner).need(BANK)[1].updates  # type: ignore[index]
    assert update.by == Role.RESETTLEMENT_PRACTITIONER


def test_agencies_get_needs_with_the_parts_they_may_have(told: Told, cast: Cast) -> None:
    agency = AgencyFactory()
    agree(cast, told.passport, agency, "STATUTORY", [MONEY, FAMILY])
    key = give_agency_key(agency)
    hand_over(passport=told.passport, agency=agency, by=cast.practitioner, at=NOW)
    two_needs(told.passport, cast.practitioner)
    readers = {wrap.version.sec for wrap in Wrap.objects.filter(kid=key.kid).select_related("version")}
    assert MONEY in readers
    assert f"{FAMILY}_RESTRICTED" not in readers


def test_an_erased_record_takes_nothing_more(told: Told, cast: Cast) -> None:
    erase_passport(passport=told.passport, by="node:MDI", at=NOW)
    with pytest.raises(NoArchiveKey):
        write(told.passport, cast.practitioner)
    assert not SupportNeed.objects.exists()


def test_rows_are_written_anew_from_the_sections(told: Told, cast: Cast) -> None:
    two_needs(told.passport, cast.practitioner)
    move(cast.practitioner, status="MET")
    SupportNeed.objects.all().delete()
    assert acts.stand_again(passport=told.passport, by=cast.practitioner, at=NOW) == 2
    assert (row().status, row().code, row(SAFE).code) == ("MET", "BANK_ACCOUNT", "")


QUESTIONS = """version: 9
pathway: FINANCE_AND_ID
requireStatusQuestion: false
pages:
  - id: MONEY
    title: Money
    questions:
      - id: HAS_BANK_ACCOUNT
        title: Does the person have a bank account?
        type: RADIO
        options: [{id: "YES", displayText: "Yes"}, {id: "NO", displayText: "No"}]
    nextPageLogic: [{nextPageId: CHECK_ANSWERS}]
  - id: CHECK_ANSWERS
"""


def submit(cast: Cast, answer: str = "NO", days: int = 0) -> None:
    at = NOW + timedelta(days=days)
    report = a_report(cast, QUESTIONS.replace("version: 9", f"version: {9 + days}"))
    part = report.parts.get()
    by = cast.practitioner
    part = save_page(part=part, page_id="MONEY", submitted={"HAS_BANK_ACCOUNT": answer}, revision=0, by=by, at=at)
    complete_part(part=part, revision=part.revision, status="SUPPORT_REQUIRED", by=by, at=at)
    submit_report(report=report, by=by, at=at)


def suggested(told: Told, by: User) -> list[str]:
    return [one.code for one in acts.needs_of(passport=told.passport, by=by, at=NOW + timedelta(days=9)).suggested]


def confirm(told: Told, by: User, need: object = BANK, code: str = "BANK_ACCOUNT") -> None:
    acts.confirm_suggestion(
        passport=told.passport,
        code=code,
        need_id=need,  # type: ignore[arg-type]
        what="",
        owner="PRISON",
        by=by,
        at=NOW + timedelta(hours=1),
    )


def test_an_answer_suggests_and_only_staff_write_it_down(told: Told, cast: Cast) -> None:
    submit(cast)
    (one,) = acts.needs_of(passport=told.passport, by=cast.practitioner, at=NOW).suggested
    assert (one.code, one.question, one.answer) == ("BANK_ACCOUNT", "Does the person have a bank account?", "No")
    assert not SupportNeed.objects.exists()
    confirm(told, cast.practitioner)
    confirm(told, cast.practitioner)  # sent twice
    assert SupportNeed.objects.get().code == "BANK_ACCOUNT"
    assert suggested(told, cast.practitioner) == []
    with pytest.raises(acts.NotSuggested):
        confirm(told, cast.practitioner, uuid4())


def test_what_is_not_right_is_not_suggested_again_from_that_report(told: Told, cast: Cast) -> None:
    submit(cast)
    acts.put_suggestion_by(passport=told.passport, code="BANK_ACCOUNT", by=cast.practitioner, at=NOW)
    assert suggested(told, cast.practitioner) == []
    with pytest.raises(acts.NotSuggested):
        acts.put_suggestion_by(passport=told.passport, code="BANK_ACCOUNT", by=cast.practitioner, at=NOW)
    submit(cast, days=5)
    assert suggested(told, cast.practitioner) == ["BANK_ACCOUNT"]


def test_who_can_not_see_restricted_needs_is_not_shown_what_suggests_them(
    told: Told, cast: Cast, colleague: User
) -> None:
    rows = [{"id": "DRUG_MISUSE_ISSUES", "question": "Drugs?", "answer": ["Yes"], "depth": 0}]
    data = {"kind": "report", "rows": rows, "answers": {"DRUG_MISUSE_ISSUES": "YES"}, "said_at": NOW.isoformat()}
    write_section(passport=told.passport, sec="DRUGS_AND_ALCOHOL", data=data, by=cast.practitioner, at=NOW)
    assert "DRUGS" in suggested(told, cast.practitioner)
    assert suggested(told, colleague) == []


def test_every_act_is_written_down_without_its_words(told: Told, cast: Cast) -> None:
    two_needs(told.passport, cast.practitioner)
    move(cast.practitioner, need=SAFE, words=SECRET)
    lines = AuditEntry.objects.filter(verb__in=["add_need", "move_need"])
    assert sorted(lines.values_list("verb", "why")) == [
        ("add_need", f"{FAMILY}_RESTRICTED"),
        ("add_need", MONEY),
        ("move_need", f"{FAMILY}_RESTRICTED"),
    ]


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_of_staff_write_the_same_kind_at_once(told: Told, cast: Cast) -> None:
    """One of them is told; there is one need."""
    outcomes: list[str] = []
    gate = threading.Barrier(2)

    def one() -> None:
        gate.wait()
        try:
            write(told.passport, cast.practitioner, uuid4())
            outcomes.append("written")
        except AlreadyThere:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["told", "written"]
    assert SupportNeed.objects.count() == 1
