"""A plan for leaving that both sides wrote, for whoever looks at its pages."""

from .journey import Journey
from .walkers import Walker, WentWrong


def plan_to_show(journey: Journey) -> dict[str, str]:
    """Staff write a goal with a step, the person another and a yes. Returns the paths of the goals' pages."""
    staff, cell = journey.staff, journey.cell
    for walker in (staff, cell):
        walker.speak("en")
    page = staff.go(f"{journey.person_path}plan/new/")
    page.get_by_label("Goal", exact=True).fill("Find a room of my own")
    page.get_by_label("Pathway").select_option("ACCOMMODATION")
    staff.press("Put it on the plan")
    step = page.locator("form:has(input[name=act][value=step])").last
    step.get_by_label("Step", exact=True).fill("Ring the council")
    step.get_by_text("The person", exact=True).click()
    staff.press("Add this step")
    goal = _here(staff)
    page = cell.go("/me/plan/new/")
    page.get_by_label("What do you want to do?").fill("Get a job in a kitchen")
    page.get_by_text("In three months").click()
    cell.press("Put it on my plan")
    own = _here(cell)
    page = cell.go("/me/plan/agree/")
    page.get_by_text("Yes, this is my plan").click()
    cell.press("Save what I said")
    cell.see("You said yes to this plan")
    return {"plan_goal": goal, "own_goal": own}


def _here(walker: Walker) -> str:
    path = str(walker.page.evaluate("location.pathname"))
    if "/plan/goals/" not in path:
        raise WentWrong(f"no goal stands at {path}")
    return path
