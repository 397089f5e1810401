"""Every page has its picture: a url that answers with a page and is named nowhere fails."""

from django.urls import URLPattern, URLResolver, get_resolver

from deploy.demonstration.not_pictured import NOT_PICTURED
from deploy.demonstration.pages import PAGES


def names(resolver: URLResolver, namespace: str = "") -> set[str]:
    found = set()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found |= names(entry, f"{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern) and entry.name:
            found.add(namespace + entry.name)
    return found


def test_every_page_has_its_picture_or_a_reason():
    every = names(get_resolver("deploy.urls.prison")) | names(get_resolver("deploy.urls.central"))
    pictured = {url_name for pages in PAGES.values() for _, url_name, _ in pages}
    assert every - pictured - set(NOT_PICTURED) == set()
    assert set(NOT_PICTURED) - every == set(), "named, but there is no such url"
