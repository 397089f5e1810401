"""What waits of learning, on the home of staff."""

from typing import Any

from django import template

from accounts.access import NOBODY, Verb
from education.models import Award, Course, Enrolment, Feedback, Group, Post, QuizAttempt, Withdrawal, Work

register = template.Library()
FEW = 10  # proposals that are named


@register.inclusion_tag("education/staff/waiting.html", takes_context=True)
def learning_waiting(context: template.Context) -> dict[str, Any]:
    """Who asks to join, what is to be marked and read, courses to review: each for who may, nothing of one's own.

    Queries: 4 for who teaches, 1 each for who moderates groups, reviews and withdraws awards; none for others.
    """
    request: Any = context.get("request")
    reach = getattr(request, "reach", NOBODY)
    found: dict[str, int] = {}
    if reach.may(Verb.TEACH):
        mine = {"enrolment__learner_id": request.user.pk}
        asks = Enrolment.objects.visible_to(reach).filter(state=Enrolment.State.ASKED)
        found["asks"] = asks.exclude(learner_id=request.user.pk).count()
        found["marks"] = Work.objects.visible_to(reach).waiting().exclude(**mine).count()
        found["marks"] += QuizAttempt.objects.visible_to(reach).to_mark().exclude(**mine).count()
        found["answers"] = Feedback.objects.visible_to(reach).to_read().exclude(**mine).count()
    if reach.may(Verb.MODERATE_GROUPS):
        found["posts"] = Post.objects.filter(group__in=Group.objects.visible_to(reach)).to_read().count()
    if reach.may(Verb.REVIEW_COURSES):
        waits = Course.objects.visible_to(reach).filter(state=Course.State.IN_REVIEW)
        theirs = waits.exclude(made_by_id=request.user.pk).exclude(sent_for_review_by_id=request.user.pk)
        found["reviews"] = theirs.count()
    second = _second(request, reach) if reach.may(Verb.WITHDRAW_AWARDS) else []
    return {**found, "second": second, "asked": bool(found), "any": any(found.values()) or second}


def _second(request: Any, reach: Any) -> list[Withdrawal]:
    """Proposals of others to withdraw an award, the oldest first: each needs a second person. Queries: 1."""
    open_ = Withdrawal.objects.filter(state=Withdrawal.State.PROPOSED, award__in=Award.objects.visible_to(reach))
    whole = open_.exclude(proposed_by_id=request.user.pk).select_related("award__achievement", "award__prisoner")
    return list(whole.order_by("proposed_at")[:FEW])
