"""What the agency's and central's pages need beyond the components."""

from django import template

from accounts.directory import fingerprint as numbers

register = template.Library()


@register.filter
def fingerprint(kid: str) -> str:
    """A key's thumbprint as eight numbers of five digits, to be read out."""
    return numbers(kid)
