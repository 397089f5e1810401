"""Packages as they are made and used, with the oddities of the programs that make them."""

import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest

from education import scorm
from education.scorm import Kind
from tests.education.scorm.hostile import GOOD, patched, starting, with_manifest
from tests.education.scorm.test_hostile import brought_in
from tests.packages import IMSCP_1_2, IMSCP_2004, manifest_1_2, many, single, without_organisation, zipped


def read(content: bytes) -> scorm.Contents:
    return scorm.read(BytesIO(content))


def codes(contents: scorm.Contents) -> list[str]:
    return [note.code for note in contents.notes]


def test_one_activity_of_scorm_1_2() -> None:
    manifest = read(single("Kitchen safety")).manifest
    (item,) = manifest.items
    assert (manifest.title, manifest.edition) == ("Kitchen safety", "1.2")
    assert (item.kind, item.path, item.parameters, item.mastery_score) == (Kind.SCO, "index.html", "", 80)


def test_many_activities_of_scorm_2004() -> None:
    manifest = read(many()).manifest
    welcome, folder, test = manifest.items
    hands, knives = folder.children
    assert manifest.edition == "2004-4"
    assert [welcome.kind, folder.kind, hands.kind] == [Kind.ASSET, Kind.FOLDER, Kind.SCO]
    assert (folder.path, hands.path, hands.parameters) == ("", "lessons/lesson.html", "?lesson=hands")
    assert knives.data_from_lms == "level=2"
    assert (test.mastery_score, test.max_time) == (0.8, "PT30M")
    assert test.extra["hide"] == ["continue"]
    assert manifest.extra["sequencing"]["controlMode"] == {"choice": "true", "flow": "true"}


def test_without_a_menu_what_can_be_started_is_the_menu() -> None:
    contents = read(without_organisation())
    assert [item.path for item in contents.manifest.items] == ["one.html", "two.html"]
    assert codes(contents) == ["no_organisation"]


def test_without_a_menu_a_page_is_called_by_its_title_else_by_a_clean_name() -> None:
    files = {
        "start.html": "<html><head><TITLE>\n Wash your\n hands &amp; face</title>",
        "units/02_dry-them.html": "<p>No title</p>",
        "a.html": "<title>Untitled</title>",
        "b.html": "<title>untitled</title>",
    }
    listed = "".join(f'<resource identifier="R{n}" href="{name}"/>' for n, name in enumerate(files))
    contents = read(with_manifest(f"<manifest {IMSCP_1_2}><resources>{listed}</resources></manifest>", **files))
    assert [item.title for item in contents.manifest.items] == ["Wash your hands & face", "02 dry them", "A", "B"]


def test_without_activities_pages_are_the_menu() -> None:
    resources = '<resource identifier="A" href="index.html"/><resource identifier="B" href="run.js"/>'
    contents = read(with_manifest(f"<manifest {IMSCP_1_2}><resources>{resources}</resources></manifest>"))
    assert [(item.kind, item.path) for item in contents.manifest.items] == [(Kind.ASSET, "index.html")]


@pytest.mark.parametrize(
    ("version", "spaces", "edition"),
    [
        ("1.2", IMSCP_1_2, "1.2"),
        ("SCORM 1.2", IMSCP_1_2, "1.2"),
        ("CAM 1.3", IMSCP_2004, "2004-2"),
        ("2004 3rd Edition", IMSCP_2004, "2004-3"),
        ("2004 4th Edition", IMSCP_2004, "2004-4"),
        ("2004", IMSCP_2004, "2004-3"),
        ("", IMSCP_2004, "2004-3"),
        ("", IMSCP_1_2, "1.2"),
        ("1.1", 'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"', "1.2"),
        ("", "", "1.2"),
    ],
)
def test_the_edition_is_seen(version: str, spaces: str, edition: str) -> None:
    kind = 'adlcp:scormType="sco"' if "adlcp" in spaces else ""
    resources = f'<resources><resource identifier="A" {kind} href="index.html"/></resources>'
    metadata = f"<metadata><schemaversion>{version}</schemaversion></metadata>"
    assert read(with_manifest(f"<manifest {spaces}>{metadata}{resources}</manifest>")).manifest.edition == edition


@pytest.mark.parametrize(
    ("href", "path", "parameters"),
    [
        ("index.html?a=1&amp;b=2#top", "index.html", "?a=1&b=2#top"),
        (" index.html ", "index.html", ""),
        ("./index.html", "index.html", ""),
        ("media/../index.html", "index.html", ""),
        ("INDEX.HTML", "index.html", ""),
        ("my%20lesson.html", "my lesson.html", ""),
        ("my lesson.html", "my lesson.html", ""),
        ("100%25.html", "100%25.html", ""),
        ("caf%C3%A9.html", "café.html", ""),
        ("cafe\u0301.html", "café.html", ""),
        ("media\\start.html", "media/start.html", ""),
    ],
)
def test_an_address_finds_its_file(href: str, path: str, parameters: str) -> None:
    files = {"my lesson.html": "", "100%25.html": "", "café.html": "", "media/start.html": ""}
    with zipfile.ZipFile(BytesIO(starting(href))) as opened:
        manifest = opened.read("imsmanifest.xml")
    (item,) = read(with_manifest(manifest, **files)).manifest.items
    assert (item.path, item.parameters) == (path, parameters)


@pytest.mark.parametrize(
    ("href", "said", "whole"),
    [
        ("index.html", "?a=1", "?a=1"),
        ("index.html", "a=1", "?a=1"),
        ("index.html?b=2", "?a=1", "?b=2&amp;a=1"),
        ("index.html", "#part", "#part"),
        ("index.html#one", "#two", "#one"),
        ("index.html?b=2", "a=1#part", "?b=2&amp;a=1#part"),
    ],
)
def test_parameters_are_put_together(href: str, said: str, whole: str) -> None:
    items = f'<item identifierref="R1" parameters="{said}"/>'
    resources = f'<resource identifier="R1" href="{href}"/>'
    (item,) = read(with_manifest(manifest_1_2(items=items, resources=resources))).manifest.items
    assert item.parameters == whole.replace("&amp;", "&")


@pytest.mark.parametrize("base", ['xml:base="media/"', 'xml:base="media"'])
def test_bases_are_followed_and_a_forgotten_slash_is_forgiven(base: str) -> None:
    resources = f'<resource identifier="R1" {base} href="sub/start.html"/>'
    (item,) = read(with_manifest(manifest_1_2(resources=resources), **{"media/sub/start.html": ""})).manifest.items
    assert item.path == "media/sub/start.html"


def test_bases_of_the_manifest_and_the_resources_add_up() -> None:
    manifest = (
        '<manifest xml:base="course/"><resources xml:base="unit/"><resource identifier="A" href="a.html"/>'
        "</resources></manifest>"
    )
    assert read(with_manifest(manifest, **{"course/unit/a.html": ""})).manifest.items[0].path == "course/unit/a.html"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_manifests_in_unicode(encoding: str) -> None:
    said = manifest_1_2("Café Llŷn")
    if encoding.startswith("utf-16"):
        said = said.replace("UTF-8", "UTF-16")
    assert read(with_manifest(said.encode(encoding))).manifest.title == "Café Llŷn"


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "windows-1252"])
def test_manifests_in_one_byte_a_letter_that_say_so(encoding: str) -> None:
    said = manifest_1_2("Café").replace("UTF-8", encoding)
    assert read(with_manifest(said.encode(encoding))).manifest.title == "Café"


def test_a_mark_counts_more_than_what_the_manifest_says() -> None:
    assert read(with_manifest(manifest_1_2("Café").encode("utf-16"))).manifest.title == "Café"


def test_a_doctype_that_defines_nothing_is_no_fault_and_is_not_fetched() -> None:
    doctype = '<!DOCTYPE manifest SYSTEM "http://evil.test/imscp.dtd">'
    said = manifest_1_2().replace("<manifest", f"{doctype}<manifest", 1)
    assert read(with_manifest(said)).manifest.title == "Kitchen safety"


def test_one_folder_around_everything_is_taken_off(tmp_path: Path) -> None:
    inside = {f"My course/v2/{name}": content for name, content in GOOD.items()}
    mac = {"__MACOSX/My course/._index.html": "x", "My course/.DS_Store": "x", "My course/v2/Thumbs.db": "x"}
    contents = brought_in(zipped(inside | mac), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(GOOD)
    assert codes(contents) == ["folder_off", "left_out"]


def test_names_in_utf_8_without_the_flag_and_in_cp437(tmp_path: Path) -> None:
    content = zipped(GOOD | {"caf__.png": "a", "caf_x.png": "b"})
    content = content.replace(b"caf__.png", b"caf\xc3\xa9.png").replace(b"caf_x.png", b"caf\x82x.png")
    brought_in(content, tmp_path)
    assert {"café.png", "caféx.png"} <= {path.name for path in tmp_path.iterdir()}


def test_the_extra_field_for_names_counts(tmp_path: Path) -> None:
    held = BytesIO(zipped(GOOD))
    with zipfile.ZipFile(held, "a") as opened:
        info = zipfile.ZipInfo("cafx.png")
        data = b"\x01" + struct.pack("<I", zlib.crc32(b"cafx.png")) + "café.png".encode()
        info.extra = struct.pack("<HH", 0x7075, len(data)) + data
        opened.writestr(info, b"a")
    brought_in(held.getvalue(), tmp_path)
    assert (tmp_path / "café.png").exists()


def test_a_zip_written_to_a_pipe_comes_in(tmp_path: Path) -> None:
    """Its sizes stand behind each file, as Java's and macOS's programs write them."""

    class Pipe(BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *args: int) -> int:
            raise OSError

    held = Pipe()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in GOOD.items():
            opened.writestr(name, content)
    brought_in(held.getvalue(), tmp_path)
    assert (tmp_path / "index.html").read_text() == GOOD["index.html"]


def test_a_zip_behind_a_program_that_unpacks_it_comes_in(tmp_path: Path) -> None:
    brought_in(b"MZ" + bytes(500) + zipped(GOOD), tmp_path)
    assert (tmp_path / "index.html").read_text() == GOOD["index.html"]


def test_folders_of_their_own_and_empty_files_come_in(tmp_path: Path) -> None:
    brought_in(zipped(GOOD | {"media/": "", "media/empty.txt": ""}), tmp_path)
    assert (tmp_path / "media" / "empty.txt").read_bytes() == b""


def test_what_packs_well_is_whole_when_it_is_unpacked(tmp_path: Path) -> None:
    sound = b"".join(bytes([n % 7]) * 900 for n in range(1000))
    brought_in(zipped(GOOD | {"silence.wav": sound}), tmp_path)
    assert (tmp_path / "silence.wav").read_bytes() == sound


def test_a_zip_to_download_stays_a_file(tmp_path: Path) -> None:
    exercise = zipped({"task.txt": "Weigh the flour."})
    brought_in(zipped(GOOD | {"exercise.zip": exercise, "broken.zip": "not one"}), tmp_path)
    assert (tmp_path / "exercise.zip").read_bytes() == exercise


def test_activities_below_an_activity_as_exelearning_writes_them() -> None:
    items = (
        '<item identifier="A" isvisible="true" identifierref="R1"><title>Course</title>'
        '<item identifier="B" isvisible="false" identifierref="R1"><title>Part</title></item></item>'
    )
    (course,) = read(with_manifest(manifest_1_2(items=items))).manifest.items
    (part,) = course.children
    assert (course.kind, part.kind) == (Kind.SCO, Kind.SCO)
    assert part.extra == {"hidden": True}


def test_metadata_in_every_element_as_h5p_writes_it() -> None:
    metadata = "<metadata><schema>ADL SCORM</schema><schemaversion>9</schemaversion></metadata>"
    items = f'<item identifierref="R1"><title>Task</title><adlcp:masteryscore>100</adlcp:masteryscore>{metadata}</item>'
    manifest = read(with_manifest(manifest_1_2(items=items + metadata))).manifest
    assert (manifest.edition, manifest.items[0].mastery_score) == ("1.2", 100)


def test_the_first_menu_counts_when_the_default_is_not_there() -> None:
    said = manifest_1_2().replace('default="O"', 'default="gone"')
    assert [item.path for item in read(with_manifest(said)).manifest.items] == ["index.html"]


def test_the_default_menu_counts_among_many() -> None:
    other = '<organization identifier="X"><title>Other</title><item identifierref="gone"/></organization>'
    said = manifest_1_2().replace("<organization ", f"{other}<organization ", 1)
    assert read(with_manifest(said)).manifest.title == "Kitchen safety"


def test_a_resource_with_one_page_starts_that_page() -> None:
    resources = '<resource identifier="R1"><file href="run.js"/><file href="index.html"/></resource>'
    (item,) = read(with_manifest(manifest_1_2(resources=resources))).manifest.items
    assert item.path == "index.html"


def test_a_title_from_the_metadata() -> None:
    title = "<lom><general><title><langstring>Weighing</langstring></title></general></lom>"
    manifest = f'<manifest><metadata>{title}</metadata><resources><resource href="index.html"/></resources></manifest>'
    assert read(with_manifest(manifest)).manifest.title == "Weighing"


def test_prefixes_that_the_maker_forgot_to_say() -> None:
    said = manifest_1_2().replace(IMSCP_1_2, "")
    (item,) = read(with_manifest(said)).manifest.items
    assert (item.kind, item.mastery_score) == (Kind.SCO, 80)


def test_one_activity_without_a_title_has_the_menu_s() -> None:
    items = '<item identifier="item_1" identifierref="R1"/>'
    assert read(with_manifest(manifest_1_2("Golf", items=items))).manifest.items[0].title == "Golf"


def test_an_identifier_drawn_by_lot_is_no_title() -> None:
    names = ("ITEM-328AD04C-AF51", "ITEM-44FA84E9-3678", "Week_two")
    items = "".join(f'<item identifier="{name}" identifierref="R1"><title></title></item>' for name in names)
    found = read(with_manifest(manifest_1_2("Quiz", items=items))).manifest.items
    assert [item.title for item in found] == ["index.html", "index.html", "Week_two"]
    only = f'<item identifier="{names[0]}" identifierref="R1"/>'
    assert read(with_manifest(manifest_1_2("Quiz", items=only))).manifest.items[0].title == "Quiz"


def test_titles_as_attributes() -> None:
    manifest = """<manifest><organizations><organization title="Course"><item identifierref="A" title="First"/>
<item identifierref="A" title="Second"/></organization></organizations>
<resources><resource identifier="A" href="index.html"/></resources></manifest>"""
    found = read(with_manifest(manifest)).manifest
    assert [found.title, *(item.title for item in found.items)] == ["Course", "First", "Second"]


@pytest.mark.parametrize(
    ("schema", "version", "kind"),
    [("ADL SCORM", "1.2", Kind.SCO), ("", "2004 3rd Edition", Kind.SCO), ("IMS Content", "1.1.3", Kind.ASSET)],
)
def test_a_scorm_package_that_marks_nothing_wants_to_report(schema: str, version: str, kind: Kind) -> None:
    metadata = f"<metadata><schema>{schema}</schema><schemaversion>{version}</schemaversion></metadata>"
    resources = '<resources><resource identifier="A" href="index.html"/></resources>'
    (item,) = read(with_manifest(f"<manifest>{metadata}{resources}</manifest>")).manifest.items
    assert item.kind == kind


def test_files_that_are_named_and_not_there_are_told() -> None:
    resources = '<resource identifier="R1" href="index.html"><file href="a.swf"/><file href="b.swf"/></resource>'
    contents = read(with_manifest(manifest_1_2(resources=resources)))
    assert [str(note) for note in contents.notes] == ["the manifest names files that are not in the package: 2"]


@pytest.mark.parametrize(("said", "score"), [("75", 75), ("75%", 75), ("0", 0), ("many", None), ("150", None)])
def test_pass_marks(said: str, score: float | None) -> None:
    items = f'<item identifierref="R1"><title>Task</title><adlcp:masteryscore>{said}</adlcp:masteryscore></item>'
    contents = read(with_manifest(manifest_1_2(items=items)))
    assert contents.manifest.items[0].mastery_score == score
    assert codes(contents) == ([] if score is not None else ["bad_score"])


@pytest.mark.parametrize(("said", "score"), [("80", 0.8), ("0.7", 0.7), ("150", None)])
def test_the_old_pass_mark_in_a_package_of_2004(said: str, score: float | None) -> None:
    mark = f"<adlcp:masteryscore>{said}</adlcp:masteryscore>"
    manifest = f"""<manifest {IMSCP_2004}><metadata><schemaversion>CAM 1.3</schemaversion></metadata><organizations>
<organization><item identifierref="R"><title>Film</title>{mark}</item></organization></organizations>
<resources><resource identifier="R" adlcp:scormType="sco" href="index.html"/></resources></manifest>"""
    contents = read(with_manifest(manifest))
    assert contents.manifest.items[0].mastery_score == score
    assert codes(contents) == ([] if score is not None else ["bad_score"])


def test_limits_of_scorm_1_2_are_kept() -> None:
    items = (
        '<item identifier="A" identifierref="R1"><title>Task</title><adlcp:prerequisites type="aicc_script">B'
        "</adlcp:prerequisites><adlcp:maxtimeallowed>00:30:00</adlcp:maxtimeallowed><adlcp:timelimitaction>exit,message"
        "</adlcp:timelimitaction><adlcp:datafromlms> a b </adlcp:datafromlms></item>"
    )
    (item,) = read(with_manifest(manifest_1_2(items=items))).manifest.items
    assert (item.max_time, item.data_from_lms) == ("00:30:00", " a b ")
    assert item.extra == {"prerequisites": "B", "time_limit_action": "exit,message"}


def test_sequencing_that_is_shared_fills_what_an_activity_does_not_say() -> None:
    manifest = f"""<manifest {IMSCP_2004}><metadata><schemaversion>2004 3rd Edition</schemaversion></metadata>
<organizations><organization><item identifierref="R"><title>A</title><imsss:sequencing IDRef="S">
<imsss:controlMode flow="false"/></imsss:sequencing></item></organization></organizations>
<resources><resource identifier="R" href="index.html"/></resources>
<imsss:sequencingCollection><imsss:sequencing ID="S"><imsss:controlMode flow="true"/><imsss:sequencingRules>
<imsss:preConditionRule><imsss:ruleAction action="skip"/></imsss:preConditionRule></imsss:sequencingRules>
</imsss:sequencing></imsss:sequencingCollection></manifest>"""
    found = read(with_manifest(manifest)).manifest.items[0].extra["sequencing"]
    assert found["controlMode"] == {"flow": "false"}
    assert found["sequencingRules"]["has"][0]["has"] == [{"name": "ruleAction", "said": {"action": "skip"}, "has": []}]


def test_a_name_that_goes_on_behind_a_zero_is_not_read_as_its_beginning() -> None:
    content = patched(zipped(GOOD | {"a.png!.html": "x"}), b"a.png!.html", {}, {51: b"\0"})
    with pytest.raises(scorm.NotAPackage):
        read(content)
