"""How questions are drawn: every type, nested and with words beside an option; texts from outside, in two languages."""

import pytest

from passport.models import Report
from tests.cast import Cast
from tests.passport.staff.conftest import tree, values, words
from tests.reports import a_report

EVERY_TYPE = """version: 9
pathway: EDUCATION_SKILLS_AND_WORK
requireStatusQuestion: false
pages:
  - id: P
    title: Work
    questions:
      - id: JOB
        title: Is there a job?
        subTitle: Paid or not
        detailsTitle: What counts?
        detailsContent: "Any work."
        type: RADIO
        options:
          - id: "YES"
            displayText: "Yes"
            description: A firm offer
            nestedQuestions:
              - {id: EMPLOYER, title: "Who is the employer?", type: SHORT_TEXT}
              - id: HOURS
                title: Which hours?
                type: CHECKBOX
                options:
                  - {id: DAY, displayText: Day}
                  - {id: NIGHT, displayText: Night}
          - {id: "NO", displayText: "No"}
          - {id: OTHER, displayText: Other, freeText: true}
      - id: WANTS
        title: What do they want?
        type: CHECKBOX
        options:
          - {id: TRADE, displayText: A trade}
          - id: STUDY
            displayText: To study
            nestedQuestions:
              - {id: WHERE, title: "Where?", type: ADDRESS}
          - {id: ELSE, displayText: Something else, freeText: true}
          - {id: NOTHING, displayText: Nothing, exclusive: true}
      - {id: NOTES, title: Notes, type: LONG_TEXT, validation: {type: OPTIONAL}}
    nextPageLogic:
      - nextPageId: CHECK_ANSWERS
  - id: CHECK_ANSWERS
"""
CY = """lang: cy
pages:
  P: {title: Gwaith}
questions:
  JOB:
    title: Oes swydd?
    options:
      "YES": {displayText: Oes}
"""
HOSTILE = """version: 9
pathway: EDUCATION_SKILLS_AND_WORK
requireStatusQuestion: false
pages:
  - id: P
    title: "<script>alert('page')</script> {{ settings.SECRET_KEY }}"
    questions:
      - id: Q
        title: "\\"><img src=x onerror=alert(1)> {% load i18n %} {{ q }}"
        subTitle: "<i>hint</i>"
        detailsTitle: "<b>details</b>"
        detailsContent: "<a href='javascript:alert(1)'>click</a>"
        type: RADIO
        validation: {message: "<u>choose</u>"}
        options:
          - {id: A, displayText: "<s>one</s> & 'two'", description: "<em>first</em>", freeText: true}
      - {id: R, title: "A second <blink>", type: SHORT_TEXT}
    nextPageLogic:
      - nextPageId: CHECK_ANSWERS
  - id: CHECK_ANSWERS
"""
LONG = "How do they feel about everything that has happened " * 12
VERSION_1 = """version: 1
pathway: EDUCATION_SKILLS_AND_WORK
pages:
  - id: Q
    questions:
      - {id: Q, title: "MUCH?", type: SHORT_TEXT}
    nextPageLogic:
      - nextPageId: ASSESSMENT_SUMMARY
  - id: ASSESSMENT_SUMMARY
    questions:
      - id: SUPPORT_NEEDS
        title: ""
        type: RADIO
        options:
          - {id: SUPPORT_REQUIRED, displayText: Support needed}
      - {id: NOTE, title: Add a note, type: LONG_TEXT}
    nextPageLogic:
      - nextPageId: CHECK_ANSWERS
  - id: CHECK_ANSWERS
""".replace("MUCH", LONG.strip())


@pytest.fixture
def draw(office, cast: Cast):
    """Draw page `page` of this set; `language` is the reader's."""

    def drawn(text: str, page: str = "P", overlays: dict[str, str] | None = None, language: str = "en", post=None):
        report = a_report(cast, text, overlays=overlays)
        address = f"/staff/reports/{report.pk}/EDUCATION_SKILLS_AND_WORK/pages/{page}/"
        headers = {"accept-language": language}
        return office.get(address, headers=headers) if post is None else office.post(address, post, headers=headers)

    return drawn


def group(page, name: str):
    return page.xpath(f"//fieldset[.//input[@name='{name}']]")[-1]


def test_every_type_of_question_is_drawn(draw):
    page = tree(draw(EVERY_TYPE))
    kinds = {box.get("name"): box.get("type", box.tag) for box in page.xpath("//main//form//*[@name]")}
    assert kinds == {
        "csrfmiddlewaretoken": "hidden", "revision": "hidden", "JOB": "radio", "EMPLOYER": "text", "HOURS": "checkbox",
        "JOB/OTHER": "text", "WANTS": "checkbox", "WHERE-line1": "text", "WHERE-line2": "text", "WHERE-town": "text",
        "WHERE-county": "text", "WHERE-postcode": "text", "WANTS/ELSE": "text", "NOTES": "textarea",
    }  # fmt: skip


def test_nested_questions_stand_under_their_option(draw):
    page = tree(draw(EVERY_TYPE))
    under = page.xpath("//input[@id='JOB-YES']/@data-aria-controls")[0]
    inner = page.xpath(f"//*[@id='{under}']")[0]
    assert {box.get("name") for box in inner.xpath(".//input")} == {"EMPLOYER", "HOURS"}
    assert page.xpath("//input[@id='WANTS-NOTHING']/@data-behaviour") == ["exclusive"]


def test_every_input_has_a_label_and_every_id_is_used_once(draw):
    page = tree(draw(EVERY_TYPE, post={"revision": "0", "JOB": "OTHER", "WANTS": ["STUDY", "ELSE"]}))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    labelled = set(page.xpath("//label/@for"))
    boxes = page.xpath("//main//input[@type!='hidden']/@id | //main//textarea/@id")
    assert set(boxes) <= labelled
    for described in page.xpath("//@aria-describedby"):
        assert set(described.split()) <= set(ids)


def test_faults_of_nested_questions_and_of_words_lead_to_their_own_box(draw):
    answer = draw(EVERY_TYPE, post={"revision": "0", "JOB": "OTHER", "WANTS": ["STUDY", "ELSE"]})
    page = tree(answer)
    links = page.xpath("//*[@class='govuk-error-summary__body']//a/@href")
    assert links == ["#JOB/OTHER", "#WHERE-line1", "#WANTS/ELSE"]
    assert set(link[1:] for link in links) <= set(page.xpath("//@id"))
    assert "Say more about your answer ‘Other’" in words(answer)


def test_a_refused_page_keeps_every_answer_nested_ones_and_words_too(draw):
    sent = {
        "revision": ["0"], "JOB": ["YES"], "EMPLOYER": ["Ashdown & Sons"], "HOURS": ["NIGHT"], "WANTS": ["STUDY"],
        "WHERE-line1": ["1 High St"], "WHERE-line2": [""], "WHERE-town": ["Leeds"], "WHERE-county": [""],
        "WHERE-postcode": ["NONSENSE"], "JOB/OTHER": ["left over"], "WANTS/ELSE": [""], "NOTES": ["\nline two"],
    }  # fmt: skip
    answer = draw(EVERY_TYPE, post=sent)
    assert "Enter a postcode" in words(answer)
    kept = {name: value for name, value in values(answer).items() if name != "csrfmiddlewaretoken"}
    assert kept == sent


@pytest.mark.parametrize("post", [None, {"revision": "0"}])
def test_texts_from_outside_are_words_and_never_markup(post, draw):
    page = tree(draw(HOSTILE, post=post))
    for tag in ("script", "img", "i", "b", "u", "s", "em", "blink"):
        assert not page.xpath(f"//main//{tag}"), tag
    assert not page.xpath("//a[starts-with(@href, 'javascript')]")
    for text in ("{{ settings.SECRET_KEY }}", "{% load i18n %}", "<s>one</s> & 'two'", "A second <blink>"):
        assert text in page.text_content()


def test_welsh_texts_are_shown_and_those_without_are_marked_as_english(draw):
    answer = draw(EVERY_TYPE, overlays={"test.cy.yml": CY}, language="cy")
    page = tree(answer)
    assert page.get("lang") == "cy"
    assert "Gwaith" in words(answer, "//h1")
    job = group(page, "JOB")
    assert "Oes swydd?" in job.xpath("./legend")[0].text_content()
    assert job.xpath("./legend//@lang") == []
    marked = {one.text_content() for one in page.xpath("//main//*[@lang='en']")}
    assert {"No", "What do they want?", "A trade", "Paid or not", "Notes"} <= marked
    assert "Oes" not in marked


def test_english_texts_are_not_marked_on_an_english_page(draw):
    assert tree(draw(EVERY_TYPE)).xpath("//main//@lang") == []


def test_a_page_of_one_question_says_its_title_once_as_the_heading(draw):
    page = tree(draw(VERSION_1, page="Q"))
    assert [" ".join(one.text_content().split()) for one in page.xpath("//h1")] == [f"{LONG.strip()}?"]
    assert page.text_content().count(LONG.strip()) == 1


def test_a_page_of_two_questions_without_a_title_is_called_after_the_pathway(draw, office):
    draw(VERSION_1, page="Q")
    base = f"/staff/reports/{Report.objects.get().pk}/EDUCATION_SKILLS_AND_WORK/pages/"
    office.post(f"{base}Q/", {"revision": "0", "Q": "words"})
    page = tree(office.get(f"{base}ASSESSMENT_SUMMARY/"))
    assert [one.text_content() for one in page.xpath("//fieldset/legend")] == ["Pathway status"]
    assert [one.text_content() for one in page.xpath("//h1")] == ["Education, skills and work"]
