"""The service's own files, when they lie beside the repository (it does not carry them)."""

from pathlib import Path

from incell.questions import CHECK_ANSWERS, PATHWAYS, QuestionSet, check, load, next_page, path, sections

BESIDE = Path(__file__).parents[4] / "shared" / "hmpps" / "question-sets"


def service_sets() -> list[QuestionSet]:
    return load(BESIDE) if BESIDE.is_dir() else []


def test_all_seven_load_unchanged_and_without_a_note():
    sets = service_sets()
    assert {one.pathway for one in sets} in (set(PATHWAYS), set())
    assert not [note for one in sets for note in one.notes]


def test_each_asks_for_what_is_missing_in_its_own_words():
    for one in service_sets():
        page = one.pages[0]
        errors = check(page, {}).errors
        assert errors
        assert all(message.own for message in errors.values())
        assert path(one, {}) == [page]
        assert next_page(one, page.id, {}) == CHECK_ANSWERS


def test_abuse_gangs_threats_and_health_detail_lie_in_a_section_of_their_own():
    restricted = {one.pathway: {q.id for q in one.questions() if q.restricted} for one in service_sets()}
    if restricted:
        assert {
            "VICTIM_OF_DOMESTIC_ABUSE",
            "PERPETRATOR_OF_SEXUAL_ABUSE",
            "INVOLVEMENT_IN_GANG_ACTIVITY",
            "UNDER_THREAT_OUTSIDE_PRISON_ADDITIONAL_DETAILS",
            "WORKED_IN_SEX_INDUSTRY",
        } <= restricted["CHILDREN_FAMILIES_AND_COMMUNITY"]
        assert "PARTNER_OR_SPOUSE" not in restricted["CHILDREN_FAMILIES_AND_COMMUNITY"]
        assert "NEEDS_HELP_WITH_DAY_TO_DAY_LIVING" in restricted["HEALTH"]
        assert restricted["ACCOMMODATION"] == set()
    for one in service_sets():
        assert set(sections(one, {})) <= {one.pathway, f"{one.pathway}_RESTRICTED"}
