"""What a request's page shows of its vetting."""

from typing import Any

from django import template

from incell.acts.ways import is_vetted
from incell.models import Request, Vetting

register = template.Library()


@register.inclusion_tag("incell/contacts/box.html", takes_context=True)
def vetting_box(context: template.Context, asked: Request) -> dict[str, Any]:
    """Where a contact request stands, and the way to its vetting; nothing for other kinds. Queries: 1 for a contact."""
    if not is_vetted(asked):
        return {}
    begun = Vetting.objects.filter(request=asked).select_related("first_by").first()
    may = "vet_contacts" in context["request"].reach.verbs
    return {"asked": asked, "begun": begun, "may": may}
