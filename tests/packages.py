"""Course packages made in code, for tests: what authoring tools write, in few bytes of our own.

`zipped` makes the bytes of any package; the others are whole packages that run in a browser. Their pages find the
API as SCORM says (upwards through parents, then the opener) and have buttons to remember, to score, to finish and to
go on.
"""

import zipfile
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

from education.models import Package, Sco, Unit
from tests.cast import NOW

IMSCP_1_2 = (
    'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"'
)
IMSCP_2004 = (
    'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3"'
    ' xmlns:adlnav="http://www.adlnet.org/xsd/adlnav_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss"'
)

SCRIPT = """
function find(name) {
  for (const start of [window, window.opener]) {
    let at = start;
    for (let step = 0; at && step < 50; step += 1) {
      if (at[name]) return at[name];
      if (at.parent === at) break;
      at = at.parent;
    }
  }
  return null;
}
const newer = find("API_1484_11");
const api = newer || find("API");
const is = (old, young) => (newer ? young : old);
const call = (name, ...said) => api[(newer ? "" : "LMS") + name](...said);
const get = (name) => call("GetValue", name);
const set = (name, value) => call("SetValue", name, value);
const say = (id, words) => { document.getElementById(id).textContent = words; };
const location_ = is("cmi.core.lesson_location", "cmi.location");
function show() {
  say("place", get(location_) || "start");
  say("kept", get("cmi.suspend_data") || "nothing");
}
const acts = {
  remember() {
    set(location_, "page-2");
    set("cmi.suspend_data", "answers=1,2;seen=yes");
    set(is("cmi.core.exit", "cmi.exit"), "suspend");
    set(is("cmi.core.session_time", "cmi.session_time"), is("00:01:05", "PT1M5S"));
    call("Commit", "");
    show();
  },
  score() {
    set(is("cmi.core.score.min", "cmi.score.min"), "0");
    set(is("cmi.core.score.max", "cmi.score.max"), "100");
    set(is("cmi.core.score.raw", "cmi.score.raw"), "85");
    if (newer) set("cmi.score.scaled", "0.85");
    call("Commit", "");
  },
  finish() {
    if (newer) {
      set("cmi.completion_status", "completed");
      set("cmi.success_status", "passed");
    } else {
      set("cmi.core.lesson_status", "passed");
    }
    set(is("cmi.core.session_time", "cmi.session_time"), is("00:02:00", "PT2M"));
    call(is("Finish", "Terminate"), "");
    say("place", "finished");
  },
  on() {
    if (newer) set("adl.nav.request", "continue");
    acts.finish();
  },
};
window.addEventListener("load", () => {
  if (!api) { say("place", "no API"); return; }
  call("Initialize", "");
  show();
  for (const [id, act] of Object.entries(acts)) document.getElementById(id).addEventListener("click", act);
});
"""


def page(title: str, script: str = "run.js") -> str:
    """One SCO: `#place` shows the bookmark, `#kept` the suspend data; `#remember`, `#score`, `#finish`, `#on` act."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<script src="{script}"></script></head><body><main><h1>{escape(title)}</h1>'
        '<p>Place: <span id="place"></span></p><p>Kept: <span id="kept"></span></p>'
        '<button id="remember">Remember</button><button id="score">Score</button>'
        '<button id="finish">Finish</button><button id="on">On</button></main></body></html>'
    )


def zipped(files: dict[str, str | bytes], *, packed: bool = True) -> bytes:
    """The bytes of a zip with these files, in this order, with the same bytes each time."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as opened:
        for name, content in files.items():
            opened.writestr(_info(name, packed), content)
    return held.getvalue()


def _info(name: str, packed: bool = True) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6))
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    return info


def kept(folder: Path, content: bytes, name: str = "course.zip") -> Path:
    """The package as a file."""
    path = folder / name
    path.write_bytes(content)
    return path


def manifest_1_2(
    title: str = "Kitchen safety", items: str | None = None, resources: str | None = None, more: str = ""
) -> str:
    """A SCORM 1.2 manifest; items and resources are XML, by default one SCO that starts index.html."""
    items = items or (
        f'<item identifier="I1" identifierref="R1"><title>{escape(title)}</title>'
        "<adlcp:masteryscore>80</adlcp:masteryscore></item>"
    )
    resources = resources or (
        '<resource identifier="R1" type="webcontent" adlcp:scormtype="sco" href="index.html"><file href="index.html"/>'
        "</resource>"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest identifier="M" version="1" {IMSCP_1_2}>'
        "<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>"
        f'<organizations default="O"><organization identifier="O"><title>{escape(title)}</title>{items}</organization>'
        f"</organizations><resources>{resources}</resources>{more}</manifest>"
    )


def single(title: str = "Kitchen safety", **more: str | bytes) -> bytes:
    """SCORM 1.2, one SCO; `more`: other files by their names."""
    files: dict[str, str | bytes] = {"imsmanifest.xml": manifest_1_2(title), "index.html": page(title)}
    return zipped(files | {"run.js": SCRIPT} | more)


def many(title: str = "Work in a kitchen") -> bytes:
    """SCORM 2004 4th edition: a page to read, a folder with two SCOs and a test with a pass mark of 0.8."""
    organisation = f"""<organization identifier="O"><title>{escape(title)}</title>
<item identifier="I0" identifierref="R0"><title>Welcome</title></item>
<item identifier="F1"><title>Before you cook</title>
<item identifier="I1" identifierref="R1" parameters="?lesson=hands"><title>Clean hands</title></item>
<item identifier="I2" identifierref="R1" parameters="?lesson=knives"><title>Sharp knives</title>
<adlcp:dataFromLMS>level=2</adlcp:dataFromLMS></item></item>
<item identifier="I3" identifierref="R2"><title>Test</title>
<imsss:sequencing><imsss:limitConditions attemptAbsoluteDurationLimit="PT30M"/><imsss:objectives>
<imsss:primaryObjective objectiveID="PRIMARY" satisfiedByMeasure="true">
<imsss:minNormalizedMeasure>0.8</imsss:minNormalizedMeasure></imsss:primaryObjective></imsss:objectives>
</imsss:sequencing><adlnav:presentation><adlnav:navigationInterface><adlnav:hideLMSUI>continue</adlnav:hideLMSUI>
</adlnav:navigationInterface></adlnav:presentation></item>
<imsss:sequencing><imsss:controlMode choice="true" flow="true"/></imsss:sequencing></organization>"""
    manifest = f"""<?xml version="1.0" encoding="UTF-8"?><manifest identifier="M" version="1" {IMSCP_2004}>
<metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>
<organizations default="O">{organisation}</organizations>
<resources><resource identifier="R0" type="webcontent" adlcp:scormType="asset" href="welcome.html"/>
<resource identifier="R1" type="webcontent" adlcp:scormType="sco" href="lessons/lesson.html"/>
<resource identifier="R2" type="webcontent" adlcp:scormType="sco" href="lessons/test.html"/></resources></manifest>"""
    read = '<!DOCTYPE html><html lang="en"><title>Welcome</title><h1>Welcome</h1></html>'
    return zipped(
        {
            "imsmanifest.xml": manifest,
            "welcome.html": read,
            "lessons/lesson.html": page("Lesson"),
            "lessons/test.html": page("Test"),
            "lessons/run.js": SCRIPT,
        }
    )


def without_organisation() -> bytes:
    """SCORM 2004 without a menu: two SCOs and what they use."""
    manifest = f"""<?xml version="1.0"?><manifest identifier="M" {IMSCP_2004}>
<metadata><schema>ADL SCORM</schema><schemaversion>CAM 1.3</schemaversion></metadata><organizations/>
<resources><resource identifier="R1" type="webcontent" adlcp:scormType="sco" href="one.html"/>
<resource identifier="R2" type="webcontent" adlcp:scormType="sco" href="two.html"/>
<resource identifier="R3" type="webcontent" adlcp:scormType="asset" href="run.js"/></resources></manifest>"""
    files: dict[str, str | bytes] = {"imsmanifest.xml": manifest, "one.html": page("One"), "two.html": page("Two")}
    return zipped(files | {"run.js": SCRIPT})


def in_order() -> bytes:
    """SCORM 2004 3rd edition, three SCOs one after the other: each is shut until the objective of the one before is
    satisfied, hides "on" and leads on itself. The test alone counts for the whole.
    """
    target = "com.example.{}"
    hides = (
        "<adlnav:presentation><adlnav:navigationInterface><adlnav:hideLMSUI>continue</adlnav:hideLMSUI>"
        "</adlnav:navigationInterface></adlnav:presentation>"
    )

    def item(name: str, title: str, before: str = "", counts: bool = False) -> str:
        each = ' IDRef="each"' if before else ""
        reads = (
            '<imsss:objective objectiveID="before"><imsss:mapInfo readSatisfiedStatus="true"'
            f' targetObjectiveID="{target.format(before)}"/></imsss:objective>'
        )
        aside = '<imsss:rollupRules rollupProgressCompletion="false" rollupObjectiveSatisfied="false"/>'
        return (
            f'<item identifier="{name}" identifierref="R"><title>{title}</title>'
            f"<imsss:sequencing{each}>{'' if counts else aside}<imsss:objectives>"
            f'<imsss:primaryObjective objectiveID="own"><imsss:mapInfo targetObjectiveID="{target.format(name)}"'
            f' writeSatisfiedStatus="true"/></imsss:primaryObjective>{reads if before else ""}</imsss:objectives>'
            f"</imsss:sequencing>{hides}</item>"
        )

    unmet = "".join(
        f'<imsss:ruleCondition referencedObjective="before" operator="not" condition="{one}"/>'
        for one in ("satisfied", "objectiveStatusKnown")
    )
    manifest = f"""<?xml version="1.0" encoding="UTF-8"?><manifest identifier="M" version="1" {IMSCP_2004}>
<metadata><schema>ADL SCORM</schema><schemaversion>2004 3rd Edition</schemaversion></metadata>
<organizations default="O"><organization identifier="O"><title>One after the other</title>
{item("A", "Wash")}{item("B", "Cut", "A")}{item("C", "Show it", "B", counts=True)}
<imsss:sequencing><imsss:controlMode choice="true" flow="true"/></imsss:sequencing></organization></organizations>
<resources><resource identifier="R" type="webcontent" adlcp:scormType="sco" href="index.html"/></resources>
<imsss:sequencingCollection><imsss:sequencing ID="each"><imsss:sequencingRules><imsss:preConditionRule>
<imsss:ruleConditions conditionCombination="any">{unmet}</imsss:ruleConditions>
<imsss:ruleAction action="disabled"/></imsss:preConditionRule></imsss:sequencingRules></imsss:sequencing>
</imsss:sequencingCollection></manifest>"""
    return zipped({"imsmanifest.xml": manifest, "index.html": page("Step"), "run.js": SCRIPT})


def with_prerequisites() -> bytes:
    """SCORM 1.2, two SCOs: the second wants the first. They write times a little otherwise than they should."""
    items = (
        '<item identifier="A" identifierref="R1"><title>First</title></item>'
        '<item identifier="B" identifierref="R1"><title>Then</title>'
        '<adlcp:prerequisites type="aicc_script">A</adlcp:prerequisites></item>'
    )
    odd = SCRIPT.replace('"00:01:05", "PT1M5S"', '"0:1:5.123", "PT65.1234S"')
    files: dict[str, str | bytes] = {"imsmanifest.xml": manifest_1_2("In order", items), "index.html": page("Step")}
    return zipped(files | {"run.js": odd})


def a_package(prison: str = "MDI", unit: Unit | None = None, **more: Any) -> Package:
    """The rows of an imported package of one activity, without its files."""
    name = uuid4().hex
    said = {"title": "Kitchen safety", "edition": "1.2", "files": 3, "bytes": 3000, "imported_at": NOW}
    package = Package.objects.create(prison_id=prison, unit=unit, sha256=name * 2, folder=name, **said | more)
    Sco.objects.create(package=package, position=1, kind=Sco.Kind.SCO, title="Kitchen safety", href="index.html")
    return package
