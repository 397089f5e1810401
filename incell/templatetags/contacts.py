"""What a request's page shows of its vetting."""

from typing import Any

from django import template

from incell.acts.ways import is_vetted, way_of
from incell.catalogue import Way
from incell.models import Request, Vetting

register = template.Library()


@register.inclusion_tag("incell/contacts/box.html", takes_context=True)
def vetting_box(context: template.Context, asked: Request) -> dict[str, Any]:
    """Where a contact request stands, and the way to its vetting or to the list that is asked for; else nothing.

    Queries    1 for a contact to add or take off, else none.
    """
    may = "vet_contacts" in context["request"].reach.verbs
    if way_of(asked) is Way.CONTACT_LIST:
        return {"list_of": asked.prisoner, "may": may}
    if not is_vetted(asked):
        return {}
    begun = Vetting.objects.filter(request=asked).select_related("first_by").first()
    return {"asked": asked, "begun": begun, "may": may}
