"""What goes on paper of opened sections: what is coming, what is held, what is still to do."""

from passport import licence
from passport.pack import Condition, Held, Meeting, Pack, gather

APPOINTMENTS = {
    "kind": "appointments",
    "appointments": [
        {
            "id": "1",
            "slot": {"on": "2027-04-26", "at": "14:00", "minutes": 30, "outside": True},
            "details": {"kind": "PROBATION", "who": "Ann", "where": "1 High Street", "note": "Bring ID"},
            "state": "PLANNED",
            "withheld": "",
            "why": "",
            "rev": 1,
            "happened": [],
        },
    ],
}


def meeting(**other):
    one = APPOINTMENTS["appointments"][0]
    return {"kind": "appointments", "appointments": [{**one, **other}]}


def test_nothing_is_an_empty_pack():
    assert gather({}, today="2027-03-01") == Pack()


def test_a_licence_is_told_in_both_ways():
    rows = [{"plain": "Live where you are told", "legal": "Reside as approved"}, {"plain": "", "legal": "Report"}]
    data = {"conditions": [{"id": str(number), "kind": "BESPOKE", **row} for number, row in enumerate(rows)]}
    found = gather({"LICENCE": data}, today="2027-03-01")
    assert found.conditions == (Condition("Live where you are told", "Reside as approved"), Condition("", "Report"))


def test_a_condition_that_was_taken_off_is_on_no_paper():
    there = licence.with_days(licence.Licence(), starts_on="", ends_on="", standard=licence.built_in()[:2], seen=0)
    gone = licence.end(there, there.conditions[0].id, removed=True, seen=1)
    found = gather({"LICENCE": licence.written(gone, said_at="")}, today="2027-03-01")
    assert [one.plain for one in found.conditions] == [there.conditions[1].plain]


def test_a_standard_condition_is_told_in_both_languages():
    there = licence.with_days(licence.Licence(), starts_on="", ends_on="", standard=licence.built_in()[1:2], seen=0)
    (found,) = gather({"LICENCE": licence.written(there, said_at="")}, today="2027-03-01").conditions
    assert found.said("en")["plain"] == "Do not break the law."
    assert found.said("cy") == {"plain": "Peidio â thorri’r gyfraith.", "legal": "Peidio â chyflawni unrhyw drosedd."}
    assert Condition("Ring in", "Report").said("cy") == {"plain": "Ring in", "legal": "Report"}


def test_a_licence_of_another_shape_is_left_out():
    assert gather({"LICENCE": {"text": "x"}}, today="2027-03-01").conditions == ()


def test_a_document_that_is_held():
    row = {
        "id": "1",
        "code": "PASSPORT",
        "title": "",
        "issued_on": "",
        "expires_on": "2028-01-01",
        "added_at": "",
        "added_by": "",
        "role": "",
        "cell": True,
        "media": "image/png",
        "pages": 0,
        "sum": "",
        "file": {"blob": "b", "key": "k", "size": 1},
        "thumb": None,
        "views": None,
    }
    found = gather({"DOCUMENTS": {"kind": "documents", "documents": [row]}}, today="2027-03-01")
    assert found.held == (Held("PASSPORT", "", "2028-01-01"),)


def test_appointments_that_are_over_or_off_are_left_out():
    assert gather({"APPOINTMENTS": meeting()}, today="2027-04-26").meetings == (
        Meeting("2027-04-26", "14:00", "PROBATION", "Ann", "1 High Street", "Bring ID"),
    )
    assert gather({"APPOINTMENTS": meeting()}, today="2027-04-27").meetings == ()
    assert gather({"APPOINTMENTS": meeting(state="CANCELLED")}, today="2027-03-01").meetings == ()


def test_a_restricted_one_tells_its_day_alone():
    empty = {"kind": "", "who": "", "where": "", "note": ""}
    found = gather({"APPOINTMENTS": meeting(withheld="HEALTH_RESTRICTED", details=empty)}, today="2027-03-01")
    assert found.meetings == (Meeting("2027-04-26", "14:00"),)
    assert found.without_details == 1
