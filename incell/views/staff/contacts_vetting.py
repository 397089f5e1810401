"""The door to a contact request's vetting: what is known, what blocks it, and the decision."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Verb, alerts_for
from accounts.views.door import Request, door
from accounts.views.sign_in import own
from incell.acts import contacts, deciding, vetting
from incell.acts.choosing import chosen_key
from incell.acts.history import AlreadyDecided, ChangedMeanwhile
from incell.acts.looking import Looked, look
from incell.acts.numbers import NumbersSince
from incell.acts.ways import is_vetted, way_of
from incell.catalogue import Way
from incell.forms import contact_words as words
from incell.forms.contacts import NEW, Approve, ApproveOfficial, Remove, Words
from incell.models import Contact, State, Team, Tie, Vetting, teams_of
from incell.models import Request as Asked

Acted = Callable[[], Asked]
MOST_TIES = 100  # of one person


@never_cache
@door(Verb.VET_CONTACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def vet(request: Request, request_id: UUID) -> HttpResponse:
    """Vet a contact request, or see how it was vetted. Queries: 6 and 8 the first time; about 60 to approve."""
    asked = in_reach(request, request_id)
    if not hasattr(asked, "vetting"):
        vetting.open_vetting(request=asked, by=own(request), at=timezone.now())
        asked = in_reach(request, request_id)
    if request.method == "POST" and not (asked.is_open and _decides(request, asked)):
        told = _("Another team has this request now. Nothing was saved") if asked.is_open else _already(asked)
        messages.warning(request, told)
        return redirect("incell:vetting", request_id=asked.pk)
    return _remove(request, asked) if way_of(asked) is Way.REMOVE_CONTACT else _approve(request, asked)


def in_reach(request: Request, request_id: UUID) -> Asked:
    """A contact request that this reach covers, or 404. Queries: 1."""
    whole = ("kind", "prisoner__user", "decided_by", "vetting__first_by", "vetting__contact")
    asked = get_object_or_404(Asked.objects.visible_to(request.reach).select_related(*whole), pk=request_id)
    if not is_vetted(asked):
        raise Http404
    return asked


def _approve(request: Request, asked: Asked) -> HttpResponse:
    looked = look(asked, timezone.localdate())
    form = _form(request, asked, looked)
    said: dict[str, Any] = {"looked": _told(request, looked)} | _candidates(request, looked)
    if request.method == "POST" and form is not None:
        act = _act(request, asked, form, {str(match.key.pk): match.key for match in looked.matches})
        if act is not None and (refusal := _refusal(request, asked, form, act)) is None:
            return redirect("incell:vetting", request_id=asked.pk)
        elif act is not None:
            asked, said["refused"] = in_reach(request, asked.pk), refusal
    return _page(request, asked, form, said)


def _form(request: Request, asked: Asked, looked: Looked) -> Words | None:
    """The form of whoever may decide now, or None."""
    if not asked.is_open or not _decides(request, asked):
        return None
    post = request.POST if request.method == "POST" else None
    begun: Vetting = asked.vetting  # type: ignore[attr-defined]
    if begun.first_by_id is not None:
        return Words(post, initial={name: begun.proposal.get(name, "") for name in ("reply", "staff_reason")})
    known = [(str(match.key.pk), match.key.name) for match in looked.matches]
    form = ApproveOfficial if way_of(asked) is Way.OFFICIAL_CONTACT else Approve
    return form(post, asked=looked.asked, known=known)


def _decides(request: Request, asked: Asked) -> bool:
    """Whether this person's team has the request, or it was this person who approved first."""
    mine = asked.vetting.first_by_id == own(request).pk  # type: ignore[attr-defined]
    return asked.team in teams_of(request.reach.roles) or (mine and asked.team == Team.PUBLIC_PROTECTION)


def _act(request: Request, asked: Asked, form: Words, known: dict[str, Contact]) -> Acted | None:
    """What the form asks for, or None where it is not filled in as that wants."""
    said: dict[str, Any] = {"request": asked, "by": own(request), "at": timezone.now(), "revision": _revision(request)}
    if "decline" in request.POST:
        plain = Words(request.POST)
        if not plain.needs_reply():
            form.errors.clear()
            form.errors.update(plain.errors)
            return None
        return lambda: vetting.decline(**said, **_words(plain))
    if not form.is_valid():
        return None
    if not isinstance(form, Approve):
        return lambda: vetting.approve_second(**said, **_words(form))
    contact = None if form.cleaned_data["who"] == NEW else known[form.cleaned_data["who"]]
    return lambda: vetting.approve(**said, contact=contact, given=form.given(), **_words(form))


def _words(form: Words) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("reply", "staff_reason")}


def _revision(request: Request) -> int:
    """The revision that the page showed; what is none is an old one."""
    shown = request.POST.get("revision", "")
    return int(shown) if shown.isdecimal() and len(shown) < 10 else -1


def _refusal(request: Request, asked: Asked, form: Words, act: Acted) -> str | None:
    """Do it, and say how it went: None where it is done or has been done, else why not."""
    try:
        done = act()
    except AlreadyDecided as told:
        messages.warning(request, _already(told.request))
        return None
    except ChangedMeanwhile:
        return _("Somebody did something with this request while you read it. Look again, then decide")
    except vetting.Blocked as blocked:
        return _("A rule blocks this: %(rule)s") % {"rule": words.rule(blocked.rule, request.reach)}
    except (vetting.NotACandidate, vetting.NotTheirContact):
        return _("What was found has changed meanwhile. Choose again who it is")
    except vetting.SamePerson:
        return _("You approved it first. It takes another person to approve it now")
    except vetting.NotYetOnce:
        return _("Nobody has approved it a first time yet")
    except NumbersSince as since:
        said = _("The first person did not see this number: %(number)s. Take it off the contact, or decline")
        return said % {"number": ", ".join(map(words.spoken, since.numbers))}
    except contacts.NotAlike:
        return str(words.UNLIKE)
    except contacts.TooManyNumbers:
        return _("This contact would have more than six numbers. Take some away first")
    except contacts.AlreadyRemoved:
        return _("Somebody else has just taken this contact off the list")
    except deciding.SaysTooMuch:
        return _("Use 1,000 letters or fewer")
    messages.success(request, _outcome(done))
    return None


def _already(asked: Asked) -> str:
    if asked.decided_by is None:
        return _("The person has taken the request back. Nothing was decided")
    said = {"name": asked.decided_by.name, "state": asked.get_state_display()}
    return _("Decided already, by %(name)s: %(state)s. Your decision was not saved") % said


def _outcome(asked: Asked) -> str:
    if asked.is_open:
        return _("First approval saved. Another person, of public protection, approves or declines it now")
    return _("Approved") if asked.state == State.APPROVED else _("Declined")


def _told(request: Request, looked: Looked) -> dict[str, Any]:
    """What was found, in words."""
    asked = looked.asked
    return {
        "asked": asked,
        "who": words.who_to_them(asked.relationship),
        "numbers": [words.spoken(number) for number in asked.numbers],
        "not_in_use": [words.spoken(number) for number in asked.not_in_use],
        "unread": [(written, words.FAULTS[fault]) for written, fault in asked.unread],
        "shared": [(words.spoken(each.number), each) for each in looked.shared if each.two_names or each.others],
        "child": looked.child,
        "compared": words.compared(asked),
        "not_compared": words.not_compared(asked),
    }


def _candidates(request: Request, looked: Looked) -> dict[str, Any]:
    """Each choice with its evidence and what it asks for."""
    rows = []
    for match in looked.matches:
        weighed = looked.weighed[match.key.pk]
        rows.append(
            {
                "contact": match.key,
                "score": match.score,
                "evidence": [words.evidence(each) for each in match.evidence],
                "had_by": match.key.had_by[:5],  # type: ignore[attr-defined]
                "more": max(0, len(match.key.had_by) - 5),  # type: ignore[attr-defined]
                "blocked": words.rules(weighed.blocked_by, request.reach),
                "two": words.rules(weighed.two, request.reach),
            }
        )
    new = looked.weighed[None]
    return {
        "candidates": rows,
        "new_blocked": words.rules(new.blocked_by, request.reach),
        "new_two": words.rules(new.two, request.reach),
        "restrictions": looked.restrictions,
    }


def _page(request: Request, asked: Asked, form: Any, said: dict[str, Any]) -> HttpResponse:
    begun: Vetting = asked.vetting  # type: ignore[attr-defined]
    first = begun.first_by_id is not None
    context = {
        "asked_request": asked,
        "person": asked.prisoner,
        "alerts": alerts_for(request.reach, asked.prisoner),
        "begun": begun,
        "form": form if asked.is_open else None,
        "official": way_of(asked) is Way.OFFICIAL_CONTACT,
        "second": first,
        "mine": first and begun.first_by_id == own(request).pk,
        "may_second": request.reach.may(Verb.APPROVE_PROTECTED_CONTACTS),
        "why_two": words.rule(begun.why_two, request.reach) if begun.why_two else "",
        "proposed": _proposed(begun) if first else None,
    }
    return render(request, "incell/contacts/vetting.html", context | said)


def _proposed(begun: Vetting) -> dict[str, Any]:
    """What the first person approved, in words."""
    given = contacts.Given.from_json(begun.proposal["given"])
    flags = dict(Approve.base_fields["flags"].choices)  # type: ignore[attr-defined]
    return {
        "given": given,
        "name": f"{given.first_name} {given.last_name}".strip() or given.organisation,
        "numbers": [words.spoken(number) for number in dict.fromkeys([*given.numbers, *begun.proposal.get("had", ())])],
        "who": words.who_to_them(given.relationship),
        "flags": [flags[name] for name in contacts.FLAGS if getattr(given, name)],
    }


def _remove(request: Request, asked: Asked) -> HttpResponse:
    """A request to take somebody off the list: the person's contacts, the one that is meant chosen already."""
    listed = Tie.objects.in_force().filter(prisoner=asked.prisoner_id).select_related("contact")[:MOST_TIES]
    ties = list(listed)
    post = request.POST if request.method == "POST" else None
    decides = asked.is_open and _decides(request, asked)
    choices = Tie.objects.in_force().filter(prisoner=asked.prisoner_id).select_related("contact")
    form = Remove(post, listed=choices, initial={"ties": _meant(asked, ties)}) if decides else None
    refused = None
    if post is not None and form is not None and (act := _act_of_removal(request, asked, form)) is not None:
        if (refused := _refusal(request, asked, form, act)) is None:
            return redirect("incell:vetting", request_id=asked.pk)
        asked = in_reach(request, asked.pk)
    context = {"asked_request": asked, "person": asked.prisoner, "form": form, "refused": refused, "ties": ties}
    said = {"alerts": alerts_for(request.reach, asked.prisoner), "meant": str(asked.answers.get("CONTACT", ""))}
    return render(request, "incell/contacts/removal.html", context | said)


def _meant(asked: Asked, ties: list[Tie]) -> list[Any]:
    """Whom the person chose from the list, or wrote by hand."""
    chosen, written = asked.answers.get(chosen_key("CONTACT")), str(asked.answers.get("CONTACT", "")).casefold()
    if chosen:
        return [tie.pk for tie in ties if str(tie.pk) == chosen]
    return [tie.pk for tie in ties if tie.contact.name.casefold() == written]


def _act_of_removal(request: Request, asked: Asked, form: Remove) -> Acted | None:
    said: dict[str, Any] = {"request": asked, "by": own(request), "at": timezone.now(), "revision": _revision(request)}
    if "decline" in request.POST:
        plain = Words(request.POST)
        if plain.needs_reply():
            return lambda: vetting.decline(**said, **_words(plain))
        form.errors.clear()
        form.errors.update(plain.errors)
        return None
    if not form.is_valid():
        return None
    return lambda: vetting.approve_removal(**said, ties=list(form.cleaned_data["ties"]), **_words(form))
