"""Sets and answers that nobody thought of."""

import json

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incell.questions import (
    ADDRESS_PARTS,
    CHECK_ANSWERS,
    Broken,
    QuestionSet,
    built_in,
    check,
    from_form,
    kept,
    parse,
    path,
    sections,
    summary,
    unfinished,
)

KINDS = ["RADIO", "CHECKBOX", "SHORT_TEXT", "LONG_TEXT", "ADDRESS"]
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_loose = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def set_files(draw):
    """A valid file: up to four pages whose rules lead only forward, with nesting, free text and expressions."""
    count = iter(range(1000))

    def question(depth):
        made = {"id": f"Q{next(count)}", "title": "Asked", "type": draw(st.sampled_from(KINDS))}
        validation = draw(st.sampled_from(["MANDATORY", "OPTIONAL", "REGEX"]))
        if validation == "REGEX" and "TEXT" not in made["type"]:
            validation = "OPTIONAL"
        made["validation"] = {"type": validation, "message": "Put it right"}
        if validation == "REGEX":
            made["validation"]["regex"] = draw(st.sampled_from([r"^\d+$", r"(a+)+", ".*"]))
        if made["type"] in ("RADIO", "CHECKBOX"):
            made["options"] = [option(at, depth) for at in range(draw(st.integers(1, 3)))]
        return made

    def option(at, depth):
        made = {
            "id": f"O{at}",
            "displayText": "An option",
            "exclusive": draw(st.booleans()),
            "freeText": draw(st.booleans()),
        }
        if depth < 2 and draw(st.booleans()):
            made["nestedQuestions"] = [question(depth + 1)]
        return made

    names = [f"P{at}" for at in range(draw(st.integers(1, 4)))]
    pages = []
    for at, name in enumerate(names):
        questions = [question(0) for _ in range(draw(st.integers(1, 3)))]
        rules = [{"nextPageId": [*names, CHECK_ANSWERS][at + 1]}]
        for asked in questions:
            if "options" in asked and draw(st.booleans()):
                target = draw(st.sampled_from([*names[at + 1 :], CHECK_ANSWERS]))
                answers = [{"@class": "StringAnswer", "answer": "O0"}]
                rules.insert(0, {"questionId": asked["id"], "answers": answers, "nextPageId": target})
        pages.append({"id": name, "title": "A page", "questions": questions, "nextPageLogic": rules})
    return yaml.safe_dump({"version": 1, "pathway": "FINANCE_AND_ID", "pages": pages})


def answers_for(question_set: QuestionSet):
    """Answers that are about right: some options, texts, addresses, some junk."""
    keys = {}
    for question in question_set.questions():
        ids = st.sampled_from([option.id for option in question.options] or ["none"])
        text = st.text(max_size=30) | st.sampled_from(["7", "aaa"])
        address = st.dictionaries(st.sampled_from(ADDRESS_PARTS), text, max_size=5)
        keys[question.id] = ids | st.lists(ids, max_size=4) | text | address | _json
        for option in question.options:
            keys[f"{question.id}/{option.id}"] = text
    return st.fixed_dictionaries({}, optional=keys)


def refused(source, overlay=None):
    """The faults of a file, or none when it is read; any other exception is the test's to report."""
    try:
        parse(source, name="any.yml", overlay=overlay)
    except Broken as broken:
        return broken.faults
    return ()


@_loose
@given(set_files(), st.data())
def test_what_check_keeps_passes_again_unchanged(source, data):
    question_set = parse(source, name="made.yml")
    for page in question_set.pages:
        checked = check(page, data.draw(answers_for(question_set)))
        again = check(page, checked.answers)
        assert again.answers == checked.answers
        assert json.loads(json.dumps(checked.answers)) == checked.answers
        if not checked.errors:
            assert not again.errors
        else:
            assert set(checked.answers).isdisjoint(checked.errors)


@_loose
@given(set_files(), st.data())
def test_walking_ends_and_what_is_kept_stays_kept(source, data):
    question_set = parse(source, name="made.yml")
    answers = data.draw(answers_for(question_set))
    pages = path(question_set, answers)
    assert len({page.id for page in pages}) == len(pages) > 0
    still = kept(question_set, answers)
    assert path(question_set, still) == pages
    assert kept(question_set, still) == still
    split = sections(question_set, still)
    assert {key: value for part in split.values() for key, value in part.items()} == still
    assert [page for page, _ in summary(question_set, still)] == pages


@_loose
@given(set_files(), st.data())
def test_a_set_whose_pages_all_pass_is_finished(source, data):
    question_set = parse(source, name="made.yml")
    answers = data.draw(answers_for(question_set))
    clean = {}
    for page in question_set.pages:
        clean |= check(page, answers).answers
    waiting = unfinished(question_set, clean)
    assert (waiting is None) == all(not check(page, clean).errors for page in path(question_set, clean))


@_loose
@given(_json, st.sampled_from(built_in()))
def test_no_json_makes_it_stumble(submitted, question_set):
    answers = submitted if isinstance(submitted, dict) else {}
    for page in question_set.pages:
        check(page, submitted)
    summary(question_set, answers)
    kept(question_set, answers)
    unfinished(question_set, answers)


@_loose
@given(st.dictionaries(st.text(max_size=5), st.lists(st.text(max_size=5), max_size=3)), st.sampled_from(built_in()))
def test_no_form_makes_it_stumble(lists, question_set):
    for page in question_set.pages:
        check(page, from_form(page, lists))


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200),
        st.text("-:{}[]&*!|>'\"#\n abP", max_size=80),
        _json.map(json.dumps),
    )
)
def test_no_file_makes_it_stumble(source):
    assert refused(source, overlay=source if isinstance(source, str) else None)


@settings(max_examples=200, deadline=None)
@given(set_files(), st.data())
def test_a_file_with_a_piece_torn_out_is_read_or_refused(source, data):
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, min(len(source), start + 40)))
    for fault in refused(source[:start] + source[end:]):
        assert fault.file == "any.yml"
        assert fault.fault
        assert fault.mend
