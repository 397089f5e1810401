"""Writing what a unit holds: drafts, previews, what is up, questions without YAML, files."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Role, User
from education.acts import media, writing
from education.forms.markdown import lesson_html
from education.forms.papers import REASONS
from education.marking.faults import REASONS as PURE
from education.models import Course, Lesson, Media, Quiz, Unit
from tests.cast import NOW, Cast, SignIn, UserFactory
from tests.courses import a_course, a_unit
from tests.education.marking.papers import EVERY, WRITTEN, paper
from tests.lessons import a_lesson, a_quiz, studying

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
QUESTION = {"kind": "single", "ask": "How many grams?", "lines": "10\n* 1,000", "marks": "2"}


@pytest.fixture
def unit(db: None) -> Unit:
    return a_unit(a_course())


@pytest.fixture
def quiz(unit: Unit) -> Unit:
    return a_unit(unit.course, 2, "QUIZ")


@pytest.fixture
def office(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(Client(), cast.tutor)


def address(unit: Unit) -> str:
    return f"/staff/learning/units/{unit.pk}/content/"


def mark(unit: Unit) -> str:
    return writing.mark_of(writing.newest(Quiz if unit.kind == "QUIZ" else Lesson, unit))


def test_a_lesson_is_seen_first_saved_put_up_and_stays(office: Client, unit: Unit) -> None:
    seen = office.post(address(unit), {"body": "# Weigh", "body_cy": "# Pwyso", "preview": "1"}).content.decode()
    assert ">Weigh</h2>" in seen
    assert ">Pwyso</h2>" in seen
    assert not Lesson.objects.exists()
    assert office.post(address(unit), {"body": "# Weigh"})["Location"] == address(unit)
    office.post(address(unit), {"body": "# Weigh it", "mark": mark(unit)})
    draft = Lesson.objects.get()
    assert (draft.body, draft.number, draft.revision, draft.published_at) == ("# Weigh it", 1, 1, None)
    office.post(f"/staff/learning/units/{unit.pk}/put-up/", {"mark": mark(unit)})
    office.post(address(unit), {"body": "# Another", "mark": mark(unit)})
    assert list(Lesson.objects.values_list("number", "body")) == [(1, "# Weigh it"), (2, "# Another")]
    up = writing.up(Lesson, unit)
    assert up is not None
    assert up.number == 1


def test_putting_it_up_says_who_sees_it(office: Client, unit: Unit) -> None:
    there = f"/staff/learning/units/{unit.pk}/put-up/"
    a_lesson(unit, up=False)
    Course.objects.filter(pk=unit.course_id).update(state=Course.State.DRAFT)
    page = office.post(there, {"mark": mark(unit)}, follow=True).content.decode()
    assert "Learners see it once the course is published" in page
    Course.objects.filter(pk=unit.course_id).update(state=Course.State.PUBLISHED)
    office.post(address(unit), {"body": "# Another", "mark": mark(unit)})
    assert "learners see it now" in office.post(there, {"mark": mark(unit)}, follow=True).content.decode()


def test_the_second_of_two_is_told_who_was_first(office: Client, unit: Unit) -> None:
    a_lesson(unit, up=False, made_by=UserFactory(name="Ann First"))
    page = office.post(address(unit), {"body": "mine", "mark": ""}).content.decode()
    assert "Ann First has saved this since you opened it" in page
    assert "mine" in page
    assert f'name="mark" value="{mark(unit)}"' in page  # whoever has read it may save over it
    page = office.post(f"/staff/learning/units/{unit.pk}/put-up/", {"mark": "9.9"}, follow=True).content.decode()
    assert "Ann First has saved this" in page
    assert Lesson.objects.get().published_at is None


def test_html_of_a_writer_is_words(office: Client, unit: Unit) -> None:
    body = "<script>alert(1)</script>\n\n[x](javascript:alert(1)) ![y](http://elsewhere/z.png) <b onclick=x>b</b>"
    seen = office.post(address(unit), {"body": body, "preview": "1"}).content.decode()
    shown = seen[seen.index('id="preview"') : seen.index("</section>")]
    for evil in ("<script", "href", "elsewhere", "<b onclick"):
        assert evil not in shown.replace("&lt;", "")
    assert "&lt;script&gt;" in shown


def test_questions_are_added_and_removed_without_yaml(office: Client, quiz: Unit) -> None:
    office.post(address(quiz), {**QUESTION, "add": "1", "mark": ""})
    office.post(
        address(quiz),
        {**QUESTION, "kind": "matching", "lines": "kg = 1,000 g\nl = 1,000 ml", "add": "1", "mark": mark(quiz)},
    )
    office.post(
        address(quiz),
        {**QUESTION, "kind": "numeric", "lines": "500", "units": "g, grams", "add": "1", "mark": mark(quiz)},
    )
    paper = Quiz.objects.get().paper["questions"]
    assert [(one["id"], one["kind"]) for one in paper] == [("q1", "single"), ("q2", "matching"), ("q3", "numeric")]
    assert paper[0]["right"] == "o2"
    assert paper[1]["pairs"][0] == {"id": "p1", "text": "kg", "match": "1,000 g"}
    assert "How many grams?" in office.get(address(quiz)).content.decode()
    office.post(address(quiz), {"remove": "q1", "mark": mark(quiz)})
    assert [one["id"] for one in Quiz.objects.get().paper["questions"]] == ["q2", "q3"]


@pytest.mark.parametrize("kind", ["multiple", "ordering", "text"])
def test_every_kind_can_be_added(office: Client, quiz: Unit, kind: str) -> None:
    office.post(address(quiz), {**QUESTION, "kind": kind, "add": "1", "mark": ""})
    assert Quiz.objects.get().read().questions[0].kind == kind


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"lines": "10\n20"}, "Put * before the one right answer, and before no other"),
        ({"kind": "matching", "lines": "a\nb"}, "Write each pair on a line of its own"),
        ({"kind": "numeric", "lines": "many"}, "Enter the right number alone"),
        ({"kind": ""}, "Choose a kind"),
        ({"ask": ""}, "Enter the question"),
        ({"marks": "99"}, "Enter a whole number between 1 and 20"),
    ],
)
def test_a_faulty_question_is_named_and_kept(office: Client, quiz: Unit, more: dict[str, str], said: str) -> None:
    page = office.post(address(quiz), {**QUESTION, **more, "add": "1", "mark": ""}).content.decode()
    assert said in page
    assert not Quiz.objects.exists()


@pytest.mark.parametrize(
    ("kind", "lines", "more"),
    [
        ("single", "10\n* 1,000", {}),
        ("multiple", "* 10\n* 1,000\n5", {}),
        ("numeric", "500", {"units": "g, grams", "tolerance": "2"}),
        ("text", "jug\nmeasuring jug", {"right_words": "Yes."}),
        ("ordering", "first\nsecond", {}),
        ("matching", "kg = 1,000 g\nl = 1,000 ml", {}),
        ("written", "says why\nsays how", {}),
    ],
)
def test_a_question_is_changed_on_the_form(
    office: Client, quiz: Unit, kind: str, lines: str, more: dict[str, str]
) -> None:
    office.post(address(quiz), {**QUESTION, "kind": kind, "lines": lines, **more, "add": "1", "mark": ""})
    office.post(address(quiz), {**QUESTION, "add": "1", "mark": mark(quiz)})
    before = Quiz.objects.get().paper["questions"]
    page = office.get(address(quiz) + "?change=q1")
    filled = {name: page.context["one"][name].value() for name in page.context["one"].fields}
    assert filled["lines"] == lines
    answer = office.post(address(quiz), {**filled, "ask": "How much?", "change": "q1", "add": "1", "mark": mark(quiz)})
    assert answer.status_code == 302, answer.content.decode()
    assert Quiz.objects.get().paper["questions"] == [before[0] | {"ask": "How much?"}, before[1]]


def test_a_changed_question_keeps_what_the_form_does_not_show(office: Client, quiz: Unit) -> None:
    options = [{"id": "a", "text": "jug", "text_cy": "jwg"}, {"id": "b", "text": "cup"}]
    one = {"id": "x", "kind": "single", "ask": "Which?", "options": options, "right": "a"}
    a_quiz(quiz, up=False, paper={"questions": [one]})
    filled = {"kind": "single", "ask": "Which one?", "lines": "* jug\ncup\nspoon", "change": "x", "add": "1"}
    office.post(address(quiz), {**filled, "mark": mark(quiz)})
    held = Quiz.objects.get().paper["questions"][0]
    assert (held["id"], held["ask"], len(held["options"])) == ("x", "Which one?", 3)
    assert held["options"][0]["text_cy"] == "jwg"


def test_a_file_that_the_course_has_not_is_named(office: Client, unit: Unit) -> None:
    for wrong in ("media:00000000-0000-4000-8000-000000000000", "media:7edf"):
        page = office.post(address(unit), {"body": f"# Look\n\n![]({wrong})", "mark": ""}).content.decode()
        assert f"This course has no file “{wrong[6:]}”" in page
        assert "# Look" in page
    assert not Lesson.objects.exists()


def test_marks_of_a_workbook_want_a_pass_mark(office: Client, unit: Unit) -> None:
    book = a_unit(unit.course, 3, "WORKBOOK")
    said = {"body": "Weigh it.", "out_of": "10", "mark": ""}
    assert "Enter the pass mark" in office.post(address(book), said).content.decode()
    assert office.post(address(book), {**said, "pass_mark": "60"}).status_code == 302


def test_who_reviews_reads_what_is_in_it(office: Client, unit: Unit, quiz: Unit, sign_in: SignIn) -> None:
    head = sign_in(Client(), UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING]))
    course = f"/staff/learning/{unit.course_id}/"
    page = head.get(course).content.decode()
    assert page.count("Nothing in it yet") == 2
    assert '<dd class="govuk-summary-list__value">English' in page
    assert "Nothing is written yet" in head.get(f"/staff/learning/units/{unit.pk}/look/").content.decode()
    a_lesson(unit, up=False, body="# Weigh it", body_cy="# Ei bwyso")
    a_quiz(quiz, paper=paper(*EVERY, WRITTEN))
    package = a_unit(unit.course, 4, "PACKAGE")
    page = head.get(course).content.decode()
    assert page.count("Nothing in it yet") == 2  # a draft is not up, and the package has no files
    assert f"/staff/learning/units/{quiz.pk}/look/" in page
    for client in (head, office):
        page = client.get(f"/staff/learning/units/{unit.pk}/look/").content.decode()
        assert ">Weigh it</h2>" in page
        assert ">Ei bwyso</h2>" in page
        page = client.get(f"/staff/learning/units/{quiz.pk}/look/").content.decode()
        assert "500 g" in page
        assert "What earns marks:" in page
        assert client.get(f"/staff/learning/units/{package.pk}/look/").status_code == 200


def test_a_file_of_questions_is_read(office: Client, quiz: Unit) -> None:
    said = "questions:\n- {id: a, kind: text, ask: What, accepted: [jug]}\n"
    file = SimpleUploadedFile("quiz.yaml", said.encode())
    answer = office.post(address(quiz), {"pass_mark": "70", "attempts": "3", "file": file, "mark": ""})
    assert answer.status_code == 302, answer.content.decode()
    held = Quiz.objects.get()
    assert (held.pass_mark, held.attempts, held.paper["questions"][0]["id"]) == (70, 3, "a")
    assert "accepted:" in office.get(address(quiz)).content.decode()


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("questions: [", "This is not YAML from line"),
        ("a: &x [1]\nb: *x", "Write each question out"),
        ("questions:\n- {id: a, kind: single}", "a: “ask” is missing"),
        ("- 1", "this is not a list of questions"),
        ("questions: !!python/object:os.system {}", "not YAML"),
        ("[" * 5000, "not YAML"),
        ("questions:\n- {id: a, kind: numeric, ask: x, right: .nan}", "“right” must be a number"),
        ("questions:\n- {id: a, kind: numeric, ask: x, right: " + "9" * 5000 + "}", "YAML or JSON"),
        ("", "Write the questions, or choose a file"),
    ],
)
def test_a_faulty_paper_is_named(office: Client, quiz: Unit, said: str, fault: str) -> None:
    page = office.post(address(quiz), {"pass_mark": "60", "paper": said, "mark": ""}).content.decode()
    assert fault in page
    assert not Quiz.objects.exists()


def test_the_faults_have_the_same_words_in_both_places() -> None:
    assert REASONS == PURE


def test_a_picture_is_kept_once_shown_and_only_to_who_studies(
    office: Client, cast: Cast, sign_in: SignIn, unit: Unit, tmp_path: Path, settings: Any
) -> None:
    settings.CONTENT_FOLDER = tmp_path
    for _again in range(2):
        file = SimpleUploadedFile("scales.svg", PNG)
        office.post(
            f"/staff/learning/{unit.course_id}/media/", {"file": file, "name": "Scales", "alt": "Kitchen scales"}
        )
    first, second = Media.objects.all()
    assert media.path_of(first) == media.path_of(second)
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [PNG]
    a_lesson(unit, body=f"![](media:{first.pk})")
    enrolment = studying(cast.prisoner, unit.course)
    cell = sign_in(Client(), cast.prisoner)
    page = cell.get(f"/me/learning/unit/{enrolment.pk}/{unit.pk}/").content.decode()
    there = f"/me/learning/media/{first.pk}/file/"
    assert f'<img src="{there}" alt="Kitchen scales">' in page
    answer = cell.get(there)
    assert (b"".join(answer.streaming_content), answer["Content-Type"]) == (PNG, "image/png")
    assert sign_in(Client(), cast.cell_mate).get(there).status_code == 404


MP3, MP4 = b"ID3" + b"\0" * 40, b"\0\0\0\x18ftypisom" + b"\0" * 40


@pytest.mark.parametrize(
    ("content", "more", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", {}, "can hold a program"),
        (b"  <!DOCTYPE html>", {}, "can hold a program"),
        (b"PK\x03\x04word/vbaProject.bin", {}, "can hold a program"),
        (b"%PDF-1.7", {}, "can hold a program"),
        (PNG + b"<script>alert(1)</script>", {"alt": "x"}, "can hold a program"),
        (b"plain words", {}, "no picture, sound or film"),
        (PNG, {}, "Say what the picture shows"),
        (PNG + b"\0" * (2 << 20), {"alt": "x"}, "Too large"),
        (MP3, {}, "Write what is said in it"),
        (MP4, {"transcript": "x"}, "A film needs captions"),
        (MP4, {"transcript": "x", "captions": "words"}, "Captions begin with the line WEBVTT"),
        (b"", {}, "empty"),
    ],
)
def test_a_file_that_will_not_do_is_refused_by_what_it_holds(
    office: Client, unit: Unit, tmp_path: Path, settings: Any, content: bytes, more: dict[str, str], said: str
) -> None:
    settings.CONTENT_FOLDER = tmp_path
    file = SimpleUploadedFile("picture.png", content)
    page = office.post(
        f"/staff/learning/{unit.course_id}/media/", {"file": file, "name": "It", **more}
    ).content.decode()
    assert said in page
    assert not Media.objects.exists()
    assert not list(tmp_path.rglob("*"))


def test_a_film_has_its_captions_and_words(
    office: Client, unit: Unit, cast: Cast, tmp_path: Path, settings: Any
) -> None:
    settings.CONTENT_FOLDER = tmp_path
    words = media.Words("How", transcript="Put <it> on.", captions="WEBVTT\n\n00:00.000 --> 00:02.000\nPut it on.\n")
    film = media.add_media(course=unit.course, chunks=[MP4], words=words, by=cast.tutor, at=NOW)
    a_lesson(unit, up=False, body=f"![](media:{film.pk})")
    page = office.post(address(unit), {"body": f"![](media:{film.pk})", "preview": "1"}).content.decode()
    assert f'src="/staff/learning/media/{film.pk}/captions/"' in page
    assert "Put &lt;it&gt; on." in page
    assert office.get(f"/staff/learning/media/{film.pk}/captions/").content.startswith(b"WEBVTT")


def test_a_paper_can_be_printed(office: Client, unit: Unit, quiz: Unit) -> None:
    assert office.get(f"/staff/learning/units/{unit.pk}/paper/").status_code == 404
    a_lesson(unit)
    a_quiz(quiz)
    assert "Weigh it" in office.get(f"/staff/learning/units/{unit.pk}/paper/").content.decode()
    page = office.get(f"/staff/learning/units/{quiz.pk}/paper/").content.decode()
    assert page.count("☐") == 8
    assert "How much is half a kilogram?" in page


def test_who_may_not_write_writes_nothing(cast: Cast, unit: Unit) -> None:
    for member in (cast.practitioner, cast.prisoner, UserFactory(roles=["TUTOR"], prison__code="LEI")):
        with pytest.raises(writing.NotAllowed):
            writing.save_lesson(unit=unit, saying=writing.LessonSaying("x"), mark="", by=member, at=NOW)
        with pytest.raises(media.NotAllowed):
            media.add_media(course=unit.course, chunks=[PNG], words=media.Words("x", "x"), by=member, at=NOW)
    assert isinstance(cast.tutor, User)
    assert not Lesson.objects.exists()


def test_how_hard_it_is_stands_beside_it_and_bars_nothing(office: Client, unit: Unit) -> None:
    hard = "# Proportionality\n\nEstablishing quantitative *proportionality* necessitates mathematical familiarity.\n"
    welsh = "Cynllunio gweithgareddau mathemategol angenrheidiol cymhleth iawn."
    data = {"body": hard, "body_cy": welsh}
    page = office.post(address(unit), data | {"preview": "1"}).content.decode()
    assert "Hard to read" in page
    assert "The Welsh is hard to read." in page
    office.post(address(unit), data)
    assert "Hard to read" in office.get(address(unit)).content.decode()  # it was saved all the same
    office.post(address(unit), {"body": "Weigh the rice. Then cook it.", "mark": mark(unit)})
    page = office.get(address(unit)).content.decode()
    assert "Easy to read" in page
    assert "The Welsh is" not in page


def test_the_words_beside_a_file_are_mended(office: Client, unit: Unit, cast: Cast, sign_in: SignIn) -> None:
    held = media.add_media(
        course=unit.course, chunks=[PNG], words=media.Words("Scales", "A scael"), by=cast.tutor, at=NOW
    )
    there = f"/staff/learning/{unit.course_id}/media/?change={held.pk}"
    page = office.get(there)
    assert "A scael" in page.content.decode()
    said, seen = {"name": "Scales", "alt": "A scale"}, {"mark": page.context["mark"]}
    assert "Say what the picture shows" in office.post(there, {**said, **seen, "alt": ""}).content.decode()
    assert office.post(there, said | seen).status_code == 302
    late = office.post(there, {**said, **seen, "alt": "Mine"}).content.decode()
    assert "Somebody has just changed these words" in late
    assert "Mine" in late
    held.refresh_from_db()
    assert held.alt == "A scale"
    for wrong in ("nothing", "00000000-0000-4000-8000-000000000000"):
        assert office.get(f"/staff/learning/{unit.course_id}/media/?change={wrong}").status_code == 404
    for member in (cast.administrator, cast.practitioner):
        with pytest.raises(media.NotAllowed):
            media.say_anew(media=held, words=media.Words("x", "x"), mark=media.mark_of(held), by=member, at=NOW)


def test_only_a_line_of_files_stands_outside_a_paragraph() -> None:
    held = Media(kind="IMAGE", name="scales.png", alt="Scales")
    said = lesson_html(
        f"![](media:{held.pk}) words\n\nMore\n\n![](media:{held.pk})\n![](media:{held.pk})", [held], lambda *_: "/x/"
    )
    one = '<figure class="tg-media"><img src="/x/" alt="Scales"></figure>'
    assert said.endswith(f'<p class="govuk-body">More</p>\n{one}\n{one}')
    assert said.startswith('<p class="govuk-body">')
    assert " words" in said.partition("More")[0]


def test_a_long_lesson_of_pictures_with_words_is_drawn_line_by_line() -> None:
    """Sought through to its end for each picture, one of 60,000 letters took a quarter of a minute."""
    held = Media(kind="IMAGE", name="scales.png", alt="x" * 200)
    said = lesson_html(f"![](media:{held.pk}) x\n\n" * 20_000, [held], lambda *_: "/x/")
    assert said.count("<img") == 20_000
