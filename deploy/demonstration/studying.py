"""Somebody in the cell studies: a try of the quiz handed in, another begun, a workbook on the tutor's table."""

from .walkers import Walker, WentWrong

COURSE, OPEN_COURSE = "Kitchen maths", "Read with your child"


def lessons_to_show(cell: Walker, tutor: Walker) -> dict[str, str]:
    """The paths of what is read, answered, handed in and marked. Raises WentWrong."""
    for walker in (cell, tutor):
        walker.speak("en")
    studied = _link(cell, "/me/learning/", COURSE)
    paths = {"own_course": _link(cell, "/me/learning/", OPEN_COURSE)}
    for name, title in (("lesson", "Weigh it"), ("quiz", "Try it"), ("workbook", "A meal for four")):
        paths[name] = _link(cell, studied, title)
    cell.go(paths["quiz"])
    cell.press("Begin")
    tried = _here(cell).removesuffix("1/")
    cell.go(f"{tried}check/")
    cell.press("Hand it in")
    cell.go(paths["quiz"])
    cell.press("Try again")
    paths |= {"judge": tried.replace("/me/learning/quiz/", "/staff/learning/marking/quiz/")}
    paths |= {"tried": tried, "attempt": _here(cell).removesuffix("1/")}
    cell.go(paths["workbook"])
    cell.press("I have handed it in")
    paths["course"] = _link(tutor, "/staff/learning/", COURSE)
    for name, title in (("lesson_unit", "Weigh it"), ("quiz_unit", "Try it")):
        paths[name] = _link(tutor, paths["course"], title, has="/content/").removesuffix("content/")
    paths["work"] = _link(tutor, "/staff/learning/marking/", ",", has="/marking/")
    paths["attempts"] = _link(tutor, paths["work"], "All that this person did")
    return paths


def feedback_to_show(cell: Walker, tutor: Walker) -> dict[str, str]:
    """A tutor says something to the one in the cell, who can answer. Raises WentWrong."""
    studied = _link(cell, "/me/learning/", COURSE)
    work = tutor.go(_link(tutor, "/staff/learning/marking/", ",", has="/marking/"))
    attempts = str(work.locator("main a[href*='/attempts/']").first.get_attribute("href"))
    learner = attempts.replace("/attempts/", "/learner/")
    tutor.go(f"{learner}feedback/").locator("#id_words").fill("You weigh well. Next time, show how you worked it out.")
    tutor.press("Tell them")
    return {"own_class": studied, "feedback_answer": _link(cell, studied, "Say something back")}


def _here(walker: Walker) -> str:
    return str(walker.page.evaluate("location.pathname"))


def _link(walker: Walker, page: str, words: str, *, has: str = "/") -> str:
    """Where the first link of a page's content leads that has these words and these letters in its address."""
    links = walker.go(page).locator("main a[href]")
    found = links.evaluate_all("all => all.map(one => [one.textContent, one.getAttribute('href')])")
    for said, address in found:
        if words in said and has in address:
            return str(address)
    raise WentWrong(f"{page} has no link {words!r}")
