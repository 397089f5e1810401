"""The agency's browser: a record of twelve sections checked and decrypted in headless Chromium, and names of an inbox.

Everything is served beforehand: the time runs from the bytes being there to the answers being there. The floor is
the same number of bare WebCrypto agreements, unwraps, decryptions and verifications; nothing is parsed or compared.
"""

import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from playwright.sync_api import Page, sync_playwright

from accounts import directory
from accounts.seal import Binding, ReadingKey, SigningKey, seal, sign_head, sign_statement
from deploy import engines
from deploy.benches import ROUNDS, Figure
from passport.statement import HANDOVER

MODULES = Path(__file__).resolve().parents[1] / "assets" / "js" / "agency"
SECTIONS = ["IDENTITY", *(f"SECTION_{letter}" for letter in "ABCDEFGHIJK")]
RECORD_BAR = 150  # milliseconds
INBOX_BAR = 2000  # milliseconds
INBOX = 1000  # people
DATA = {"kind": "report", "rows": [{"question": f"QUESTION_{n}", "answer": "x" * 215} for n in range(10, 26)]}
COVER = {"kind": "identity", "name": "Ann Example", "date_of_birth": "1990-04-17", "prison_number": "A1234BC"}
AGENCY = UUID("0b1f2c3d-0000-4000-8000-000000000001")

OPEN = """async ({found, settings, nodes, wanted}) => {
  const { openHandovers, trustedNodes } = await import("/handover.js");
  const { readJson } = await import("/strict.js");
  const { heldKey } = await import("/store.js");
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const privateKey = await crypto.subtle.importKey("jwk", settings.jwk, curve, false, ["deriveBits"]);
  const key = { kid: settings.kid, privateKey, agency: settings.agency };
  await heldKey([key.kid]); // as the page does before it asks for the bytes
  const text = JSON.stringify({ found, nodes });
  const began = performance.now();
  const given = readJson(text);
  const trusted = await trustedNodes(given.nodes, settings.authority);
  const asked = { key, nodes: trusted, today: settings.today, now: settings.now, wanted: wanted ?? undefined };
  const found_ = await openHandovers(given.found, asked);
  const took = performance.now() - began;
  return { took, opened: found_.flatMap((one) => one.sections ?? []).filter((section) => section.data).length };
}"""

FLOOR = """async ({found, settings, wanted}) => {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const mine = await crypto.subtle.importKey("jwk", settings.jwk, curve, false, ["deriveBits"]);
  const signing = await crypto.subtle.importKey("jwk", settings.signer, { name: "Ed25519" }, false, ["verify"]);
  const raw = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const work = found.map((one) => one.sections.filter((s) => !wanted || s.sec === wanted).map(({ envelope }) => ({
    epk: envelope.recipients[0].header.epk,
    wrapped: raw(envelope.recipients[0].encrypted_key),
    iv: raw(envelope.iv),
    sealed: new Uint8Array([...raw(envelope.ciphertext), ...raw(envelope.tag)]),
    aad: new TextEncoder().encode(`${envelope.protected}.${envelope.aad}`),
  })));
  const other = new Uint8Array([0, 0, 0, 14, ...new TextEncoder().encode("ECDH-ES+A256KW"),
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]);
  const signature = new Uint8Array(64);
  const one = async ({ epk, wrapped, iv, sealed, aad }) => {
    const public_ = await crypto.subtle.importKey("jwk", epk, curve, false, []);
    const z = await crypto.subtle.deriveBits({ name: "ECDH", public: public_ }, mine, 256);
    const hashed = await crypto.subtle.digest("SHA-256", new Uint8Array([0, 0, 0, 1, ...new Uint8Array(z), ...other]));
    const kek = await crypto.subtle.importKey("raw", hashed, "AES-KW", false, ["unwrapKey"]);
    const cek = await crypto.subtle.unwrapKey("raw", wrapped, kek, "AES-KW", "AES-GCM", false, ["decrypt"]);
    await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: aad }, cek, sealed);
    await crypto.subtle.verify("Ed25519", signing, signature, sealed);
    await crypto.subtle.verify("Ed25519", signing, signature, aad);
  };
  const began = performance.now();
  await Promise.all(work.map(async (sections) => {
    await crypto.subtle.verify("Ed25519", signing, signature, other);
    await Promise.all(sections.map(one));
  }));
  return { took: performance.now() - began, opened: work.flat().length };
}"""


def measure() -> list[Figure]:
    """Milliseconds, medians of five; a new page for each round, so that nothing is warm."""
    world = _World()
    record, inbox = [world.handover(SECTIONS)], [world.handover(["IDENTITY"]) for _ in range(INBOX)]
    with _pages() as new_page:
        opened, bare = _rounds(new_page, world, record, len(SECTIONS), None)
        names, bare_names = _rounds(new_page, world, inbox, INBOX, "IDENTITY")
    return [
        Figure("open a record of 12 sections, 4 KiB each", opened, "ms", bar=RECORD_BAR, most=True),
        Figure("the same beside bare WebCrypto", opened, "ms", floor=bare),
        Figure(f"the names of {INBOX:,} people", names, "ms", bar=INBOX_BAR, most=True),
        Figure("the same beside bare WebCrypto", names, "ms", floor=bare_names),
    ]


class _World:
    """One prison, one agency, and as many handovers as are wanted."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)
        self.authority, self.signer, self.key = SigningKey.generate(), SigningKey.generate(), ReadingKey.generate()
        self.archive = ReadingKey.generate()
        listed = (("SIGN", self.signer.kid, self.signer.jwk()), ("READ", self.archive.kid, self.archive.jwk()))
        listing = directory.NodeListing("MDI", "Moorland", listed)
        self.nodes = [directory.sign(listing, authority=self.authority, at=self.at)]
        self.settings = {
            "jwk": self.key.private_jwk(),
            "kid": self.key.kid,
            "agency": str(AGENCY),
            "authority": self.authority.jwk(),
            "signer": self.signer.jwk(),
            "today": self.at.date().isoformat(),
            "now": int(self.at.timestamp()),
        }

    def handover(self, sections: list[str]) -> dict[str, Any]:
        """A handover as central gives it out."""
        rec, identifier = str(uuid4()), str(uuid4())
        given, listed = [], []
        for sec in sorted(sections):
            binding = Binding("MDI", rec, sec, 1)
            about: Any = {"binding": binding, "prev": None, "issued_at": self.at, "signing_key": self.signer}
            data = COVER if sec == "IDENTITY" else DATA
            envelope = seal(data=data, readers=[self.archive.public, self.key.public], **about)
            head = sign_head(digest=envelope.digest, recipients=envelope.kids, revision=0, **about)
            given.append({"sec": sec, "head": head, "envelope": envelope.for_reader(self.key.kid).members()})
            listed.append({"sec": sec, "ver": 1, "dig": envelope.digest, "iss": "MDI"})
        said = {
            "v": 1,
            "id": identifier,
            "rec": rec,
            "agency": str(AGENCY),
            "prison": "MDI",
            "release_on": self.at.date().isoformat(),
            "opens_on": (self.at.date() - timedelta(days=1)).isoformat(),
            "closes_on": (self.at.date() + timedelta(days=1)).isoformat(),
            "revision": 1,
            "iat": int(self.at.timestamp()),
            "sections": listed,
        }
        return {"id": identifier, "token": sign_statement(HANDOVER, said, self.signer), "sections": given}


def _rounds(new_page: Any, world: _World, found: list[Any], count: int, wanted: str | None) -> tuple[float, float]:
    """Medians of the page's own way and of the floor."""
    asked = {"found": found, "settings": world.settings, "nodes": world.nodes, "wanted": wanted}
    took: dict[str, list[float]] = {OPEN: [], FLOOR: []}
    for _ in range(ROUNDS):
        for script, times in took.items():
            with new_page() as page:
                done = page.evaluate(script, asked)
            if done["opened"] != count:
                raise RuntimeError(f"{done['opened']} of {count} sections opened")
            times.append(done["took"])
    return statistics.median(took[OPEN]), statistics.median(took[FLOOR])


class _Quiet(SimpleHTTPRequestHandler):
    """The modules, and an empty page to run them on."""

    def do_GET(self) -> None:
        if self.path != "/":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Bench</title>")

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def _pages() -> Iterator[Any]:
    """Yield a maker of fresh pages, each in a context of its own, whose empty stores are the browser's first."""
    chromium = engines.browser()
    if chromium is None:
        raise engines.MissingProgram(engines.BROWSER_MISSING)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(MODULES)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])

            @contextmanager
            def new_page() -> Iterator[Page]:
                context = browser.new_context()
                page = context.new_page()
                page.goto(f"http://127.0.0.1:{server.server_port}/")
                yield page
                context.close()

            yield new_page
            browser.close()
    finally:
        server.shutdown()
        server.server_close()
