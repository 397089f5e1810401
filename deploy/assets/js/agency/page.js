// What the agency's pages share: words from the page itself, posts with its token, dates, and the state of the lock.
import { readJson } from "./strict.js";

export const byId = (id) => document.getElementById(id);

/** The words of an element of the page's list of texts: everything that is shown is written, and translated, there. */
export const words = (name) => document.querySelector(`[data-words="${name}"]`)?.textContent.trim() ?? name;

/** A copy of a <template>; `texts` fills its elements by their data-fill. Only ever text, never HTML. */
export function copy(id, texts = {}) {
  const made = byId(id).content.cloneNode(true).firstElementChild;
  for (const [name, value] of Object.entries(texts)) fill(made, name, value);
  return made;
}

export function fill(root, name, value) {
  const where = `[data-fill="${name}"]`;
  for (const place of root.querySelectorAll(where)) place.textContent = value;
  if (root.matches(where)) root.textContent = value;
}

export function show(element, shown = true) {
  element.hidden = !shown;
}

/** Which of the blocks marked data-<name>="…" is shown. */
export function only(name, value) {
  for (const block of document.querySelectorAll(`[data-${name}]`)) show(block, block.dataset[name] === value);
}

/** Say something to those who listen to the page; the place is there from the start. */
export function say(text) {
  byId("said").textContent = text;
}

export class Refused extends Error {}

/** Post fields with the page's token; the answer as strict JSON. Refused carries words to show. */
export async function post(url, fields) {
  const body = new URLSearchParams(fields);
  body.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  let answer;
  try {
    answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, cache: "no-store" });
  } catch {
    throw new Refused(words("no-line"));
  }
  if (answer.status === 401 || answer.status === 403 || answer.redirected) throw new Refused(words("signed-out"));
  const isJson = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
  if (!isJson) throw new Refused(words("no-answer"));
  const said = readJson(await answer.text(), 64 * 1024 * 1024);
  if (!answer.ok) throw new Refused(said.words ?? words("no-answer"));
  return said;
}

const names = (list) => words(list).split("|"); // browsers know the days and months of few languages; the page brings them
const dayOfMonth = (number, month, year) => `${number} ${names("months")[month]} ${year}`;
const weekday = (number, ofMonth) => `${names("weekdays")[number]} ${ofMonth}`;

/** The Date of "2027-03-01" at midnight UTC; null for other text. */
function dateOf(text) {
  const at = new Date(/^\d{4}-\d\d-\d\d$/.test(text ?? "") ? `${text}T00:00:00Z` : NaN);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** "1 March 2027" for "2027-03-01": a birthday needs no weekday; other text as it is. */
export function birthday(text) {
  const on = dateOf(text);
  return on ? dayOfMonth(on.getUTCDate(), on.getUTCMonth(), on.getUTCFullYear()) : String(text ?? "");
}

/** "Monday 1 March 2027" for "2027-03-01"; other text as it is. */
export function day(text) {
  const on = dateOf(text);
  return on ? weekday(on.getUTCDay(), birthday(text)) : String(text ?? "");
}

/** Seconds since 1970, or ISO text, in local time: "Monday 1 March 2027 at 2:05pm". */
export function moment(value) {
  const at = new Date(typeof value === "number" ? value * 1000 : Date.parse(value));
  if (Number.isNaN(at.getTime())) return "";
  const hour = `${at.getHours() % 12 || 12}:${String(at.getMinutes()).padStart(2, "0")}${at.getHours() < 12 ? "am" : "pm"}`;
  const on = weekday(at.getDay(), dayOfMonth(at.getDate(), at.getMonth(), at.getFullYear()));
  return words("moment").replace("DAY", on).replace("HOUR", hour);
}

/** Today where the service is, as "2027-03-01". */
export const today = () => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/London" }).format(new Date());
export const now = () => Math.floor(Date.now() / 1000);

/** Call `lock` when nobody has done anything for `minutes`, and before the page could be kept for the Back button. */
export function lockWhenIdle(minutes, lock) {
  let lastAt = Date.now();
  const check = () => { if (Date.now() - lastAt >= minutes * 60000) lock(); };
  for (const kind of ["keydown", "pointerdown", "scroll", "touchstart"]) {
    addEventListener(kind, () => { check(); lastAt = Date.now(); }, { capture: true, passive: true });
  }
  document.addEventListener("visibilitychange", check);
  setInterval(check, 5000);
  addEventListener("pagehide", lock);
}
