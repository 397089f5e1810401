// The agency's key: made here, backed up under six words, kept where nobody can copy it from, unlocked again.
import { generatePassphrase, lock, normal, unlock } from "./backup.js";
import { canVerify, fingerprint, signingKey, thumbprint } from "./keys.js";
import { Refused, byId, copy, fill, only, post, say, show, words } from "./page.js";
import { heldKey, keepKey, pinnedAuthority } from "./store.js";
import { Unreadable, readObject, text, utf8 } from "./strict.js";

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const place = byId("key").dataset;
const cards = [...document.querySelectorAll("[data-kid]")];
let passphrase = null; // between the words shown and the key made, never longer

function step(name) {
  only("step", name);
  show(byId("problem"), false);
  const heading = document.querySelector(`[data-step="${name}"] h2`);
  heading?.focus();
}

function problem(sentence, field) {
  const link = byId("problem-words");
  link.textContent = sentence;
  if (field) link.setAttribute("href", `#${field}`);
  else link.removeAttribute("href");
  show(byId("problem"));
  byId("problem").focus();
}

/** Run a step of the work: one at a time, and what goes wrong is said in the page. */
async function work(button, doing) {
  if (button.disabled) return;
  button.disabled = true;
  show(byId("problem"), false);
  say(words("working"));
  try {
    await doing();
    say("");
  } catch (error) {
    if (error instanceof Refused) problem(error.message);
    else if (error instanceof Unreadable) problem(words(error.fault === "passphrase" ? "wrong-words" : "damaged"), "unlock-words");
    else if (error instanceof DOMException) problem(words("no-store"));
    else throw error;
  } finally {
    button.disabled = false;
  }
}

/** The authority to trust: the one pinned before, or, the first time, the one that this page shows. */
async function authority() {
  const pinned = await pinnedAuthority();
  const served = place.authority ? JSON.parse(place.authority) : null;
  if (!served && !pinned) throw new Refused(words("no-authority"));
  if (pinned && served && (await thumbprint(pinned)) !== (await thumbprint(served))) throw new Refused(words("other-authority"));
  return (await signingKey(pinned ?? served)).jwk;
}

/** Keep a private JWK so that no script can read it out again, and pin whom it reads for. */
async function keep(jwk, kid) {
  const privateKey = await crypto.subtle.importKey("jwk", jwk, CURVE, false, ["deriveBits"]);
  await keepKey({ kid, privateKey, agency: place.agency, authority: await authority() });
}

function showWords() {
  passphrase ??= generatePassphrase();
  const list = byId("words");
  list.replaceChildren(...passphrase.split("-").map((word) => copy("t-word", { word })));
  step("words");
}

async function makeKey() {
  if (normal(byId("typed").value) !== passphrase) return problem(words("not-the-words"), "typed");
  await authority(); // refuse before anything is made
  const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const { crv, d, kty, x, y } = await crypto.subtle.exportKey("jwk", pair.privateKey);
  const open = { crv, kty, x, y };
  const kid = await thumbprint(open);
  const locked = await lock(utf8(JSON.stringify({ crv, d, kty, x, y })), passphrase);
  await post(place.offered, { jwk: JSON.stringify(open), locked });
  await keep({ crv, d, kty, x, y }, kid);
  passphrase = null;
  byId("typed").value = "";
  byId("words").replaceChildren();
  showMade(kid, locked);
}

function showMade(kid, locked) {
  byId("made-fingerprint").replaceChildren(...fingerprint(kid).map((group) => copy("t-group", { group })));
  const link = byId("download");
  link.href = URL.createObjectURL(new Blob([locked], { type: "application/json" }));
  link.download = `throughgate-key-${kid.slice(0, 8)}.json`;
  step("made");
}

/** Open a backup, the worker's own at central or a file, and keep its key in this browser. */
async function unlockKey() {
  const typed = byId("unlock-words").value; // now: the backup takes a moment to come, and somebody may type on
  const file = byId("unlock-file").files[0];
  const kid = byId("unlock").dataset.unlocks;
  const locked = file ? await file.text() : (await post(place.backup.replace("KID", kid), {})).locked;
  const jwk = readObject(text(await unlock(locked, typed)));
  const { d, ...open } = jwk;
  const found = await thumbprint(open);
  if (!cards.some((card) => card.dataset.kid === found)) throw new Refused(words("another-key"));
  await keep(jwk, found);
  byId("unlock-words").value = "";
  byId("unlock-file").value = "";
  await start();
  say(words("unlocked"));
  byId("here").focus();
}

/** Show where things stand: what central knows of the keys, and which of them this browser holds. */
async function start() {
  if (!(await canVerify())) return step("old");
  const held = [];
  for (const card of cards) {
    const { kid } = card.dataset;
    const here = (await heldKey([kid])) !== undefined;
    if (here) held.push(kid);
    fill(card, "here", words(here ? "here" : "not-here"));
  }
  const usable = cards.find((card) => held.includes(card.dataset.kid));
  const missing = cards.find((card) => "mine" in card.dataset) ?? cards[0];
  if (usable) return step(usable.dataset.state);
  if (!missing) return step("none");
  byId("unlock").dataset.unlocks = missing.dataset.kid;
  show(byId("from-colleague"), !("mine" in missing.dataset));
  step("unlock");
}

for (const button of document.querySelectorAll("[data-make]")) button.addEventListener("click", () => work(button, showWords));
byId("written").addEventListener("click", () => { byId("typed").value = ""; step("check"); });
byId("again").addEventListener("click", showWords);
byId("check").addEventListener("submit", (event) => { event.preventDefault(); work(byId("confirm"), makeKey); });
byId("unlock").addEventListener("submit", (event) => { event.preventDefault(); work(byId("unlock-now"), unlockKey); });
start();
