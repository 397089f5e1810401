"""Every page of the product by its url name, and a visit to all of them with something to show.

A test fails for a url that is named neither among the pages nor among those that are none.
"""

from collections.abc import Callable

from playwright.sync_api import Browser

from .contacts import contacts_to_show
from .journey import Journey
from .office import requests_to_show
from .studying import lessons_to_show
from .walkers import Walker, WentWrong

Look = Callable[[Walker, str, str], None]
STEPS = ("code", "secret", "set_up")

# Where each audience goes, as (name of the picture, url name, path). {person} {report} … are filled from the journey.
PAGES: dict[str, list[tuple[str, str, str]]] = {
    "cell": [
        ("home", "passport:home", "/me/"),
        ("own", "passport:own", "/me/passport/"),
        ("private", "passport:private", "/me/passport/private/"),
        ("words", "passport:words", "/me/words/"),
        ("words-write", "passport:words_write", "/me/words/write/"),
        ("readers", "passport:readers", "/me/readers/"),
        ("sharing", "passport:sharing", "/me/sharing/"),
        ("help", "passport:help", "/me/help/"),
        ("display", "passport:display", "/me/display/"),
        ("pin", "accounts:prisoner_secret", "/me/pin/"),
        ("notices", "incell:my_notices", "/me/notices/"),
        ("timetable", "incell:timetable", "/me/timetable/"),
        ("held", "incell:held", "/me/held/"),
        ("ask", "incell:ask", "/me/ask/"),
        ("ask-form", "incell:ask_form", "/me/ask/add-social-contact/"),
        ("ask-private", "incell:ask_form", "/me/ask/private-message/"),
        ("requests", "incell:my_requests", "/me/requests/"),
        ("request", "incell:own_request", "{own_request}"),
        ("request-sent", "incell:request_sent", "{own_request}sent/"),
        ("request-withdraw", "incell:request_withdraw", "{own_request}withdraw/"),
        ("contacts", "incell:my_contacts", "/me/contacts/"),
        ("tell", "incell:tell", "/me/tell/"),
        ("skills", "education:skills", "/me/skills/"),
        ("learning", "education:learning", "/me/learning/"),
        ("plan", "education:plan", "/me/learning/plan/"),
        ("own-goal", "education:own_goal", "/me/learning/plan/goal/"),
        ("about-me", "education:about_me", "/me/learning/about-me/"),
        ("course", "education:course", "{own_course}"),
        ("course-join", "education:join", "{own_course}join/"),
        ("groups", "education:my_groups", "/me/learning/groups/"),
        ("group", "education:my_group", "{own_group}"),
        ("post-report", "education:report_post", "{post_report}"),
        ("lesson", "education:unit", "{lesson}"),
        ("quiz", "education:unit", "{quiz}"),
        ("quiz-question", "education:quiz_question", "{attempt}1/"),
        ("quiz-order", "education:quiz_question", "{attempt}3/"),
        ("quiz-check", "education:quiz_check", "{attempt}check/"),
        ("quiz-result", "education:quiz_result", "{tried}"),
        ("workbook", "education:unit", "{workbook}"),
    ],
    "staff": [
        ("home", "passport:staff_home", "/staff/"),
        ("people", "accounts:people", "/staff/people/"),
        ("person", "passport:person", "{person}"),
        ("read", "passport:read", "{person}passport/"),
        ("handovers", "passport:handovers", "{person}handovers/"),
        ("report", "passport:report", "{report}"),
        ("report-page", "passport:report_page", "{page}"),
        ("report-check", "passport:report_check", "{check}"),
        ("take-back", "passport:handover_withdraw", "{take_back}"),
    ],
    "wing": [
        ("pin", "accounts:pin", "{person}pin/"),
        ("apart", "accounts:apart", "{person}apart/"),
    ],
    "hub": [
        ("requests", "incell:requests", "/staff/requests/"),
        ("request", "incell:request", "{asked}"),
        ("request-answer", "incell:request_answer", "{asked}answer/"),
        ("request-answered", "incell:request", "{answered}"),
        ("request-print", "incell:request_print", "{answered}print/"),
        ("requests-print", "incell:requests_print", "/staff/requests/print/"),
        ("requests-search", "incell:requests_search", "/staff/requests/search/"),
        ("requests-done", "incell:requests_done", "{done}"),
        ("paper", "incell:paper", "/staff/requests/paper/"),
        ("paper-answers", "incell:paper_answers", "{paper}"),
    ],
    "contacts": [
        ("contacts", "incell:contacts", "/staff/contacts/"),
        ("contact", "incell:contact", "{contact}"),
        ("contacts-of", "incell:contacts_of", "{contacts_of}"),
        ("contact-tie", "incell:tie", "{tie}"),
        ("contact-merge", "incell:merge_contact", "{contact}merge/"),
        ("vetting", "incell:vetting", "{vetting}"),
        ("vetted", "incell:vetting", "{vetted}"),
    ],
    "protection": [
        ("restrict-contact", "incell:restrict_contact", "{contact}restrict/"),
        ("restrict-person", "incell:restrict_person", "{contacts_of}restrict/"),
        ("restriction-end", "incell:end_restriction", "{end_restriction}"),
    ],
    "safer": [
        ("flags", "incell:flags", "/staff/flags/"),
        ("flag", "incell:flag", "{flag}"),
    ],
    "tutor": [
        ("courses", "education:courses", "/staff/learning/"),
        ("course", "education:staff_course", "{course}"),
        ("course-new", "education:course_new", "/staff/learning/new/"),
        ("unit-new", "education:unit_new", "{course}units/new/"),
        ("lesson-write", "education:unit_content", "{lesson_unit}content/"),
        ("quiz-write", "education:unit_content", "{quiz_unit}content/"),
        ("quiz-paper", "education:unit_sheet", "{quiz_unit}paper/"),
        ("media", "education:course_media", "{course}media/"),
        ("own-learning", "education:own_learning", "/staff/learn/"),
        ("marking", "education:marking", "/staff/learning/marking/"),
        ("work", "education:work", "{work}"),
        ("attempts", "education:attempts", "{attempts}"),
        ("packages", "education:packages", "/staff/learning/packages/"),
        ("asking", "education:asking", "/staff/learning/asking/"),
        ("class", "education:class", "{course}class/"),
        ("learner", "education:learner", "{learner}"),
        ("place", "education:place", "{course}place/"),
        ("groups", "education:groups", "/staff/learning/groups/"),
        ("group", "education:group", "{group}"),
        ("group-change", "education:group_change", "{group}change/"),
        ("group-new", "education:group_new", "/staff/learning/groups/new/"),
        ("posts", "education:posts", "/staff/learning/groups/posts/"),
    ],
    "head": [("requests-late", "incell:requests_late", "/staff/requests/late/")],
    "admin": [
        ("terminals", "accounts:terminals", "/staff/terminals/"),
        ("terminal-revoke", "accounts:revoke_terminal", "{revoke}"),
        ("agreements", "passport:agreements", "/staff/agreements/"),
        ("agreement", "passport:agreement", "{agreement}"),
        ("agreement-new", "passport:agreement_new", "/staff/agreements/new/"),
        ("line", "passport:line", "/staff/line/"),
        ("list-keys", "incell:list_keys", "/staff/contacts/keys/"),
        ("list-key-revoke", "incell:revoke_list_key", "{list_key}"),
        ("notices", "incell:notices", "/staff/notices/"),
        ("timetable", "incell:timetable_import", "/staff/timetable/"),
        ("notice-new", "incell:notice_new", "/staff/notices/new/"),
    ],
    "ciag": [
        ("records", "education:records", "/staff/learning/records/"),
        ("records-answered", "education:records_answered", "/staff/learning/records/answered/"),
        ("records-upload", "education:records_upload", "/staff/learning/records/upload/"),
        ("learning-of", "education:learning_of", "{person}learning/"),
        ("past-of", "education:past_of", "{person}learning/before/"),
        ("assess", "education:assess", "{person}learning/assess/"),
        ("need-add", "education:need_add", "{person}learning/helps/"),
        ("goal-add", "education:goal_add", "{person}learning/goals/"),
        ("review", "education:review", "{person}learning/review/"),
        ("reviews", "education:reviews", "/staff/learning/reviews/"),
    ],
    "agency": [
        ("inbox", "passport:inbox", "/agency/"),
        ("record", "passport:record", "{record}"),
        ("key", "passport:agency_key", "/agency/key/"),
    ],
    "central": [
        ("home", "passport:central_home", "/staff/"),
        ("agencies", "passport:agencies", "/staff/agencies/"),
        ("agency", "passport:agency", "{agency}"),
        ("lines", "passport:lines", "/central/lines/"),
    ],
    "directory": [("directory", "passport:directory", "/staff/directory/")],
    "agency-outside": [
        ("sign-in", "accounts:agency_sign_in", "/agency/sign-in/"),
        ("verify", "passport:verify", "/verify/"),
    ],
    "outside": [
        ("no-terminal", "accounts:prisoner_sign_in", "/"),
        ("enrol", "accounts:enrol_terminal", "/terminal/"),
        ("staff-sign-in", "accounts:staff_sign_in", "/staff/sign-in/"),
        ("not-found", "", "/staff/nothing-here/"),
        *((f"gallery-{layout}", "gallery", f"/gallery/{layout}/") for layout in ("cell", "staff", "agency")),
    ],
}


# Urls without a page of their own, or whose page another picture shows.
POSTED = "answers a form only"
IN_A_SIGN_IN = "a step of a sign-in that the journey goes through"
FOR_SCRIPTS = "JSON for the page's script, or for another node"
NOT_PICTURED = {
    **dict.fromkeys(("accounts:take_case", "accounts:give_up_case", "accounts:renew_code"), POSTED),
    **dict.fromkeys(("passport:report_start", "passport:say", "set_language", "sign_out"), POSTED),
    **dict.fromkeys((f"accounts:{who}_{step}" for who in ("staff", "agency") for step in STEPS), IN_A_SIGN_IN),
    **dict.fromkeys(("passport:answers", "passport:covers", "passport:sealed", "passport:exchange"), FOR_SCRIPTS),
    **dict.fromkeys(("passport:offered_key", "passport:key_backup", "passport:key_request"), FOR_SCRIPTS),
    **dict.fromkeys(("accounts:stay", "health_live", "health_ready", "metrics"), FOR_SCRIPTS),
    **dict.fromkeys(("incell:requests_export", "incell:contacts_csv"), "a file"),
    **dict.fromkeys(("incell:contact_numbers", "incell:split_contact"), POSTED),
    **dict.fromkeys(("incell:approved_contacts", "incell:api_schema"), "JSON for the phone and visits systems"),
    "incell:contacts_printed": "paper, by POST since it is written down who took it",
    "incell:requests_many": "asks once more about what was chosen in the queue; its result is pictured",
    "passport:report_part": "sends on to the page of questions that comes next",
    "passport:report_submit": "asks once more, in the words of the report's own page",
    "passport:words_check": "the words of the page before, asked once more",
    **dict.fromkeys(("incell:notice_end", "incell:notice_put_back"), POSTED),
    **dict.fromkeys(("incell:service_worker", "incell:book"), "what the service worker of a terminal is made of"),
    **dict.fromkeys(("incell:take_in", "incell:end_session"), FOR_SCRIPTS),
    "incell:held_act": "needs something that was written without Wi-Fi; its list is pictured",
    "incell:throw_away": POSTED,
    **dict.fromkeys(("education:records_answer", "education:need_end"), POSTED),
    "education:goal": "the form of education:goal_add with what happened under it",
    "education:in_the_way": "one box for words, about one goal; the plan is pictured",
    "incell:ask_check": "the words of the form, asked once more: on the way to the request that is pictured",
    "incell:tell_of_request": "the page of incell:tell, about one request",
    "incell:tell_of_unsent": POSTED,
    "incell:notice_edit": "the page of a new notice, filled",
    **dict.fromkeys(("education:course_write_step", "education:course_review_step", "education:unit_step"), POSTED),
    "education:leave": "needs a place or an asking: asks once more, in the way of incell:request_withdraw",
    "education:package": "needs a package's files; the list, where one is sent in, is pictured",
    "education:answer_many": POSTED,
    "education:step": FOR_SCRIPTS,
    "education:class_csv": "a file",
    "education:asked": "needs somebody who asks; the list of those who ask is pictured",
    "education:course_edit": "the page of a new course, filled",
    "education:unit_edit": "the page of a new unit, filled",
    **dict.fromkeys(
        (f"education:staff_{name}" for name in ("unit", "quiz_question", "quiz_check", "quiz_result")),
        "the page of the cell with the head of staff pages: tests/education/staff/test_learn.py",
    ),
    **dict.fromkeys(("education:unit_put_up", "education:work_undo"), POSTED),
    **dict.fromkeys(("education:media", "education:media_for_staff"), "a file"),
    **dict.fromkeys(
        ("passport:issuer", "passport:issuer_did", "passport:issuer_key", "passport:status_list"),
        "JSON and JWT for whoever checks an award",
    ),
    **dict.fromkeys(
        ("education:awards", "education:award_skill", "education:award_judgement"),
        "a tutor's, who has no part in the journey: tests/education/awards/test_pages.py",
    ),
    "passport:verify_offline": "a file",
    "education:award_withdraw": "needs an award: tests/education/awards/test_pages.py",
    "education:awards_printed": "paper, by POST since it is written down who took it",
    **dict.fromkeys(("education:keep_post", "education:mentor_show_post", "education:group_members"), POSTED),
    **dict.fromkeys(("education:group_close", "education:post_decide"), POSTED),
    **dict.fromkeys(("education:launch_begin", "education:launch_leave", "education:package_state"), FOR_SCRIPTS),
    **dict.fromkeys(
        ("education:play", "education:launch"), "needs a package: looked at in tests/education/test_running.py"
    ),
    "accounts:end_apart": "needs two people who are kept apart; the list is pictured",
}


def visit(journey: Journey, chromium: Browser, look: Look) -> None:
    """Go to every page of a journey that was made, as its own audience, in English and in Welsh.

    look     called on each page once it has what it fetches: (who is there, the picture's name, the language).
    Raises   WentWrong for a page that answers with an error.
    """
    journey.start_another_report()
    part = f"{journey.report_path}{journey.sets[0].pathway}/"
    paths = {
        "person": journey.person_path,
        "report": journey.report_path,
        "record": journey.record_path,
        "page": part,
        "check": f"{part}check/",
        "take_back": first_link(journey.staff, f"{journey.person_path}handovers/", "/take-back/"),
    }
    admin, central = journey.member("admin@mdi.example"), journey.member("admin@central.example")
    paths["revoke"] = first_link(admin, "/staff/terminals/", "/revoke/")
    paths["agreement"] = first_link(admin, "/staff/agreements/", "/staff/agreements/", but="/new/")
    hub, safer = journey.member("hub@mdi.example"), journey.member("safer@mdi.example")
    paths |= requests_to_show(journey, hub)
    paths["flag"] = first_link(safer, "/staff/flags/", "/staff/flags/", but="?closed")
    contacts, protection = journey.member("contacts@mdi.example"), journey.member("protection@mdi.example")
    paths |= contacts_to_show(journey, contacts, protection, admin)
    paths["own_request"] = ask_for_the_list(journey.cell)
    tutor = journey.member("tutor@mdi.example")
    paths["group"] = first_link(tutor, "/staff/learning/groups/", "/staff/learning/groups/", but=("/new/", "/posts/"))
    paths["own_group"] = first_link(journey.cell, "/me/learning/groups/", "/me/learning/groups/")
    paths["post_report"] = first_link(journey.cell, paths["own_group"], "/report/")
    paths["own_course"] = first_link(journey.cell, "/me/learning/", "/me/learning/", but=("/groups/",))
    courses = tutor.go("/staff/learning/?subject=MATHS").locator("#courses tbody a")
    paths["course"] = str(courses.first.get_attribute("href"))
    paths["learner"] = first_link(tutor, f"{paths['course']}class/", "/staff/learning/learner/")
    paths |= lessons_to_show(journey.cell, tutor)
    paths["agency"] = first_link(central, "/staff/agencies/", "/staff/agencies/")
    walkers = {
        "cell": journey.cell,
        "staff": journey.staff,
        "wing": journey.member("wing@mdi.example"),
        "hub": hub,
        "contacts": contacts,
        "protection": protection,
        "safer": safer,
        "tutor": tutor,
        "head": journey.member("head@mdi.example"),
        "admin": admin,
        "ciag": journey.member("ciag@mdi.example"),
        "agency": journey.worker,
        "central": central,
        "directory": journey.member("directory@central.example"),
        "outside": Walker(chromium, journey.prison),
        "agency-outside": Walker(chromium, journey.central),
    }
    for audience, walker in walkers.items():
        for language in ("en", "cy"):
            walker.speak(language)
            for name, url_name, path in PAGES[audience]:
                answer = walker.page.goto(path.format(**paths))
                if answer is None or (answer.status >= 400 and name != "not-found"):
                    raise WentWrong(f"{url_name} answered {answer.status if answer else 'nothing'}")
                walker.settle()
                look(walker, f"{audience}-{name}", language)


def ask_for_the_list(cell: Walker) -> str:
    """Somebody in the cell asks for the list of contacts. Returns the path of the request."""
    cell.speak("en")
    cell.go("/me/ask/supply-contact-list/").locator("#SIZE-PLAIN").check(force=True)
    cell.press("Check what I wrote")
    cell.press("Yes, send it")
    cell.see("You will hear by")
    return str(cell.page.evaluate("location.pathname")).removesuffix("sent/")


def first_link(walker: Walker, page: str, has: str, *, but: str | tuple[str, ...] = ()) -> str:
    """Where the first link of a page's content leads whose address has these letters. Raises WentWrong."""
    links = walker.go(page).locator("main a[href]").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    never = (but,) if isinstance(but, str) else but
    found = next((one for one in links if has in one and one != page and not any(not_ in one for not_ in never)), None)
    if found is None:
        raise WentWrong(f"{page} leads nowhere like {has}")
    return str(found)
