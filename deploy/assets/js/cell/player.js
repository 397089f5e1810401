// The page of the portal around a package: it hears the package's frame through one channel, believes nothing but the
// shape of what it hears, seals each state before it keeps it, and says whether the work is saved.
import { sealTo } from "../agency/box.js";
import { utf8 } from "../agency/strict.js";
import { sendOnLeaving, sendPackages } from "./packages.js";
import { packages } from "./store.js";

const TYP = "tg-package-state+jwe";
const LARGEST = 512 * 1024; // characters of a state
const MOST_ELEMENTS = 5_000;
const WAYS = ["continue", "previous", "choice", "jump", "exit", "exitAll", "abandon", "abandonAll", "suspendAll"];
const ELEMENT = /^cmi(\.[a-z0-9_]{1,40}){1,8}$/;
const SEND_AFTER = 5_000; // ms
const SLOWEST = 30_000; // ms between two tries
const START_WITHIN = 30_000; // ms
const LEAVE_WITHIN = 6_000; // ms
const LOOK_EVERY = 4_000; // ms: a browser says for five seconds that somebody has just pressed something
const READS_FOR = 15 * 60_000; // ms: so long somebody may scroll in a package and press nothing

const box = document.getElementById("player");
const frame = document.getElementById("package");
const said = document.getElementById("saved");
const way_out = document.getElementById("leave");
const way_on = document.getElementById("onward");
const { launch, node } = box.dataset;
const opened = performance.now();
let port, latest, reader, number = 0, sent = 0, sealed, sealing, timer, wait = SEND_AFTER, over = false, leaving = false, wish, gone;
let pressedAt = performance.now();

const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

function say(word) {
  const words = said.dataset[word];
  if (said.textContent !== words) said.textContent = words;
  said.className = `govuk-body tg-player__said tg-player__said--${word}`;
}

function show(id) {
  document.getElementById(id).hidden = false;
}

/** A state as a package may tell it, or undefined: these members, short enough, text alone. */
function checked({ cmi, seconds, finished, urgent, left, way, target }) {
  if (typeof cmi !== "object" || cmi === null || !Number.isInteger(seconds) || seconds < 0) return undefined;
  const entries = Object.entries(cmi);
  if (entries.length > MOST_ELEMENTS) return undefined;
  let length = 0;
  for (const [element, value] of entries) {
    if (!ELEMENT.test(element) || typeof value !== "string" || value.length > 64_000) return undefined;
    length += value.length;
  }
  if (length > LARGEST) return undefined;
  const asks = WAYS.includes(way) && typeof target === "string" && target.length <= 255 ? { way, target } : {};
  return { cmi: Object.fromEntries(entries), seconds, finished: finished === true, urgent: urgent === true, left: left === true, ...asks };
}

/** For the quiet minutes, after which a person is signed out. */
function somebodyIsThere() {
  document.dispatchEvent(new Event("pointerdown"));
}

/** Whether somebody has pressed something, in a package too, the browser tells: a package may say what it likes. */
function look() {
  if (!navigator.userActivation?.isActive) return;
  pressedAt = performance.now();
  somebodyIsThere();
}

function heard({ data }) {
  if (over || typeof data !== "object" || data === null) return;
  if (data.kind === "alive") return void (performance.now() - pressedAt < READS_FOR && somebodyIsThere());
  if (data.kind !== "state") return;
  const state = checked(data);
  if (!state) return say("broken");
  latest = { ...state, finished: state.finished || Boolean(latest?.finished) };
  say("saving");
  keep().then(() => plan(state.urgent ? 0 : SEND_AFTER), () => say("full"));
  if (state.left) return void gone?.();
  if (state.finished) show("next");
  if (state.finished && state.way) wish = state;
}

/** The package has ended and asks to be led on, or out: so it is once its work is saved, and not before. */
function follow() {
  if (!wish || leaving) return;
  way_on.elements.way.value = wish.way;
  way_on.elements.target.value = wish.target;
  way_on.submit();
}

/** Seal the newest state and put it on the disk; states that come meanwhile are one. */
function keep() {
  sealing ??= keepAll().finally(() => { sealing = undefined; });
  return sealing;
}

async function keepAll() {
  let state;
  while (latest && latest !== state) {
    state = latest;
    number += 1;
    const written = { v: 1, key: box.dataset.key, number, seconds: state.seconds, finished: state.finished, cmi: state.cmi };
    const aad = `{"launch":"${launch}","node":"${node}","number":${number},"v":1}`;
    sealed = { launch, number, box: await sealTo(reader, TYP, aad, utf8(JSON.stringify(written))) };
    await packages.put(sealed);
  }
}

function plan(ms) {
  if (timer && ms) return;
  clearTimeout(timer);
  timer = setTimeout(send, ms);
}

async function send() {
  timer = undefined;
  await sealing;
  const wanted = number;
  if (over || sent >= wanted) return;
  const answer = (await sendPackages()).get(launch);
  if (!answer) {
    say("kept");
    wait = Math.min(wait * 2, SLOWEST);
    return plan(wait);
  }
  wait = SEND_AFTER;
  sent = Math.max(sent, answer.number);
  if (answer.code) return say("broken");
  if (answer.ended) return stop("stopped");
  if (sent < number) return plan(SEND_AFTER);
  say("saved");
  follow();
}

/** It runs no longer here: the frame goes, and the words say why. */
function stop(why) {
  over = true;
  clearTimeout(timer);
  port?.close();
  frame.remove();
  said.textContent = "";
  show(why);
}

async function importReader() {
  const jwk = JSON.parse(box.dataset.reader);
  const curve = jwk.crv === "X25519" ? { name: "X25519" } : { name: "ECDH", namedCurve: jwk.crv };
  reader = { kid: box.dataset.kid, key: await crypto.subtle.importKey("jwk", jwk, curve, true, []) };
}

/** What the package finds when it starts. What this terminal still keeps goes to the server before it is asked. */
async function begin() {
  await importReader();
  await Promise.race([sendPackages(), pause(10_000)]);
  const answer = await fetch(box.dataset.begin, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": way_out.elements.csrfmiddlewaretoken.value },
    redirect: "error",
  });
  if (answer.status === 409) return stop("stopped");
  if (!answer.ok) return stop("failed");
  const begun = await answer.json();
  number = begun.number;
  sent = number;
  const ready = hello();
  frame.src = box.dataset.address;
  if (!(await Promise.race([ready, pause(START_WITHIN)]))) return stop("failed");
  const channel = new MessageChannel();
  port = channel.port1;
  port.onmessage = heard;
  frame.contentWindow.postMessage({ kind: "begin", cmi: begun.cmi, ways: begun.ways }, box.dataset.origin, [channel.port2]);
  say("begun");
}

/** Wait for the frame of the launch, from its own origin, to say that it is there. */
function hello() {
  return new Promise((resolve) => {
    const listen = ({ origin, source, data }) => {
      if (origin !== box.dataset.origin || source !== frame.contentWindow || data?.kind !== "ready") return;
      removeEventListener("message", listen);
      resolve(true);
    };
    addEventListener("message", listen);
  });
}

/** Let the package say its last words, keep them, send them if there is a line, and go. */
async function leave(event) {
  const form = event.target;
  event.preventDefault();
  if (!port || over) return form.submit();
  leaving = true;
  say("saving");
  const told = new Promise((resolve) => { gone = resolve; });
  port.postMessage({ kind: "leave" });
  await Promise.race([told, pause(LEAVE_WITHIN / 2)]);
  await keep().catch(() => undefined);
  await Promise.race([send(), pause(LEAVE_WITHIN)]);
  sent = number; // it lies on the terminal: nothing more is to be sent while the page goes
  if (form === way_out) return closeLaunch();
  form.submit();
}

/** Close the launch, and back to its parts. Without a line that page says so: a form would be told it was not sent. */
async function closeLaunch() {
  const asked = { method: "POST", body: new FormData(way_out), redirect: "manual", signal: AbortSignal.timeout(LEAVE_WITHIN) };
  await fetch(way_out.action, asked).catch(() => undefined);
  location.assign(way_out.dataset.parts);
}

way_out.addEventListener("submit", leave);
way_on.addEventListener("submit", leave);
addEventListener("online", () => { wait = SEND_AFTER; plan(0); });
addEventListener("pagehide", () => { if (sealed && sent < sealed.number && !over) sendOnLeaving(sealed); });
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && number > sent) plan(0); });
setInterval(look, LOOK_EVERY);
setTimeout(() => { if (performance.now() - opened > 2_000 && !port && !over) say("starting"); }, 2_100);
begin().catch(() => stop("failed"));
