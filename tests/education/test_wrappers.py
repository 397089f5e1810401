"""Ways in which the wrappers of authoring tools talk to their player: each is used by packages in the field."""

from typing import Any

import pytest
from playwright.sync_api import expect

from education.models import Attempt, Progress
from tests.browser import follow
from tests.cast import Cast
from tests.education.test_running import Sit, brought_in, go_on, package_of, saved, sit
from tests.packages import manifest_1_2, zipped

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["sit"]  # a fixture

# Looks upwards and then in the opener of the top, as most wrappers do; numbers are handed over as numbers.
WRAPPER = """
function find(win) {
  var tries = 0;
  while (win.API == null && win.parent != null && win.parent != win && tries++ < 500) win = win.parent;
  return win.API;
}
var API = find(window.parent);
if (API == null && window.top.opener != null) API = find(window.top.opener);
var page = 0, finished = false;
function start() {
  API.LMSInitialize("");
  var place = API.LMSGetValue("cmi.core.lesson_location");
  if (place !== "" && confirm("Go on where you stopped?")) page = parseInt(place, 10);
  var list = new XMLHttpRequest();
  list.open("GET", "../data/pages.txt", false);
  list.send();
  window.pages = list.responseText.trim().split("\\n");
  turn();
}
function turn() {
  document.getElementById("inner").src = "../data/" + pages[page];
  API.LMSSetValue("cmi.core.lesson_location", page);
  API.LMSCommit("");
}
function scored(points) {
  API.LMSSetValue("cmi.core.score.raw", points);
  API.LMSSetValue("cmi.core.score.max", 100);
  API.LMSSetValue("cmi.core.lesson_status", points >= 70 ? "passed" : "failed");
}
function stop() {
  if (finished) return;
  finished = true;
  API.LMSSetValue("cmi.core.session_time", "0:0:4.5");
  API.LMSSetValue("cmi.core.exit", "suspend");
  API.LMSFinish("");
}
window.onbeforeunload = stop;
"""
START = """<html><head><script>document.write(unescape("%3Cscript src='wrapper.js'%3E%3C/script%3E"));</script>
<style>@import url(data:text/css,h1%7Bcolor:green%7D);</style></head>
<body onload="start()" onunload="stop()"><iframe id="inner"></iframe>
<button id="next" onclick="eval('page += 1; turn()')">Next</button><p id="piece"></p>
<script>fetch("../data/film.webm", { headers: { Range: "bytes=2-4" } }).then(async (found) => {
  document.getElementById("piece").textContent = found.status + " " + (await found.text());
});</script></body></html>"""
TEST = """<html><body><h1>Test</h1><button id="send" onclick="parent.scored(85)">Send</button></body></html>"""


def packed() -> bytes:
    resource = '<resource identifier="R1" type="webcontent" adlcp:scormtype="sco" href="shared/start.html"/>'
    return zipped(
        {
            "imsmanifest.xml": manifest_1_2(resources=resource),
            "shared/start.html": START,
            "shared/wrapper.js": WRAPPER,
            "data/pages.txt": "one.html\ntest.html\n",
            "data/one.html": "<h1>One</h1>",
            "data/test.html": TEST,
            "data/film.webm": b"0123456789",
        }
    )


def test_a_wrapper_of_the_usual_kind_stops_goes_on_and_ends(sit: Sit, cast: Cast, settings: Any) -> None:
    settings.DISK_FLOOR_MIB = 0
    cell, enrolment = sit(cast.prisoner), brought_in(cast, packed())
    menu = f"/me/learning/package/{enrolment.pk}/{enrolment.course.units.get().pk}/"
    cell.goto(menu)
    go_on(cell)
    inside = package_of(cell)
    expect(inside.frame_locator("#inner").locator("h1")).to_have_text("One")
    expect(inside.locator("#piece")).to_have_text("206 234")
    inside.locator("#next").click()
    saved(cell)
    follow(cell.get_by_role("button", name="Save and leave"))
    assert Attempt.objects.get().location == "1"
    there, asked = sit(cast.prisoner), list[str]()  # another screen
    there.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    there.goto(menu)
    go_on(there)
    page = package_of(there).frame_locator("#inner")
    expect(page.locator("h1")).to_have_text("Test")
    assert asked == ["Go on where you stopped?"]
    page.locator("#send").click()
    saved(there)
    follow(there.get_by_role("button", name="Save and leave"))
    expect(there.locator("main")).to_contain_text("You have done it all")
    assert (Progress.objects.get().state, Progress.objects.get().score) == ("PASSED", 85)
