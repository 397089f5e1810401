"""The agency's pages in Chromium: the modules by themselves, and the whole of central with a worker signed in."""

import json
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.models import AgencyKey, User
from accounts.seal import PublicReadingKey, ReadingKey
from passport.acts.opening import open_handover
from passport.models import Handover, SectionVersion
from tests.authority import Authority
from tests.cast import Cast, SignIn, UserFactory
from tests.handed_over import SECTIONS, Prison, list_key

MODULES = Path(__file__).parents[3] / "deploy" / "assets" / "js" / "agency"
KEEP = """
async ([jwk, kid, agency, authority]) => {
  const { keepKey } = await import("/assets/js/agency/store.js");
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const privateKey = await crypto.subtle.importKey("jwk", jwk, curve, false, ["deriveBits"]);
  await keepKey({ kid, privateKey, agency, authority });
}
"""


class Quiet(SimpleHTTPRequestHandler):
    """An empty page, and the modules beside it."""

    def do_GET(self) -> None:
        if self.path == "/":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Security-Policy", "default-src 'none'; script-src 'self'")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Empty</title>")
        else:
            super().do_GET()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def modules_at() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(MODULES)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def modules(browser: Browser, modules_at: str) -> Iterator[Page]:
    """A page on which `import("/sealing.js")` works."""
    page = browser.new_page()
    page.goto(modules_at + "/")
    yield page
    page.close()


class Central:
    """Central as a live server, a prison that is listed, and the cast's agency."""

    def __init__(self, url: str, cast: Cast, authority: Authority, sign_in: SignIn, cookie: str) -> None:
        self.url, self.cast, self.authority, self.cookie = url, cast, authority, cookie
        self.worker = cast.agency_worker
        self.agency = self.worker.agency
        self.prison = Prison.listed(authority)
        self._sign_in = sign_in

    def enter(self, context: BrowserContext, user: User | None = None) -> None:
        """Sign a worker in, as if the sign-in pages had been walked through."""
        session = self._sign_in(Client(), user or self.worker).cookies[self.cookie].value
        context.add_cookies([{"name": self.cookie, "value": session, "url": self.url}])

    def go(self, page: Page, path: str) -> None:
        page.goto(self.url + path)

    def give_key(self, page: Page) -> ReadingKey:
        """A key in force, held by this page's browser, without the ceremony."""
        key = self.give_listed_key()
        self.hold_key(page, key)
        return key

    def hold_key(self, page: Page, key: ReadingKey) -> None:
        self.go(page, "/agency/key/")
        page.evaluate(KEEP, [key.private_jwk(), key.kid, str(self.agency.pk), self.authority.key.jwk()])

    def hand_over(self, key: ReadingKey, sections=SECTIONS, **more) -> Handover:
        return self.prison.hand_over(self.agency, key.public, sections, **more)

    def give_listed_key(self) -> ReadingKey:
        """A key in force that no browser holds."""
        key = ReadingKey.generate()
        list_key(self.authority, self.agency, key.public)
        return key

    def colleague(self) -> User:
        """Another worker of the same agency."""
        return UserFactory(audience="AGENCY", agency=self.agency, prison=None, roles=["AGENCY_WORKER"])

    def versions(self, handover: Handover, without: str = "") -> list[SectionVersion]:
        """The newest version of each section."""
        return list(SectionVersion.objects.of(handover.rec).newest().exclude(sec=without))

    def given(self, handover: Handover) -> dict:
        """What central gives out for this handover now."""
        said = open_handover(handover_id=handover.pk, by=self.worker, at=timezone.now())
        return json.loads(json.dumps(said))

    def sign(self, kid: str) -> None:
        """The authority puts a key that was made in a browser into force."""
        list_key(self.authority, self.agency, public(AgencyKey.objects.get(pk=kid)))

    def hand_over_to(self, row: AgencyKey) -> Handover:
        return self.prison.hand_over(self.agency, public(row))


def public(row: AgencyKey) -> PublicReadingKey:
    return PublicReadingKey.from_jwk(row.jwk)


@pytest.fixture
def central(live_server, cast: Cast, authority: Authority, sign_in: SignIn, settings) -> Central:
    settings.ROOT_URLCONF = "deploy.urls.central"
    settings.NODE_NAME = "CENTRAL"
    Handover.objects.all().delete()
    return Central(live_server.url, cast, authority, sign_in, settings.SESSION_COOKIE_NAME)


@pytest.fixture
def worker(central: Central, page: Page) -> Page:
    """A page of the cast's agency worker."""
    central.enter(page.context)
    return page


Rewrite = Callable[[dict], None]


@pytest.fixture
def key(central: Central, worker: Page) -> ReadingKey:
    return central.give_key(worker)


@pytest.fixture
def opened(central: Central, worker: Page, key: ReadingKey) -> Handover:
    handover = central.hand_over(key)
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    expect(worker.get_by_role("heading", level=1)).to_have_text("Marlon Ashdown")
    return handover


@pytest.fixture
def hostile() -> Callable[[Page, str, Rewrite], None]:
    """Let central answer otherwise: `hostile(page, "**/sealed/", change)` changes the JSON on its way."""

    def install(page: Page, where: str, change: Rewrite) -> None:
        def answer(route) -> None:
            response = route.fetch()
            said = response.json()
            change(said)
            route.fulfill(response=response, body=json.dumps(said))

        page.route(where, answer)

    return install
