// One person's record: fetched sealed, checked, opened and shown here; kept nowhere; gone on lock.
import { showAwards, takeAwards } from "./award_form.js";
import { besideRows, conditionOf, meetingOf, rowsOf, wordFor } from "./beside.js";
import { documentsOf } from "./documents.js";
import { faultOf, openHandovers, readGiven, trustedNodes } from "./handover.js";
import { Refused, birthday, byId, copy, day, fill, lockWhenIdle, moment, now, only, post, say, show, today, words } from "./page.js";
import { sealTo } from "./sealing.js";
import { heldKey, pinnedAuthority } from "./store.js";
import { isObject, refuse, utf8 } from "./strict.js";

const place = byId("record").dataset;
const titles = [...document.querySelectorAll("[data-section]")].map((one) => one.dataset.section);
let turn = 0; // a lock in between makes a late answer stale
let answering = null; // {said, reader, agency} while open
let unsent = null; // an answer that may have arrived: sent again as it is, under its own id

const titled = new Set([...document.querySelectorAll("[data-title]")].map((one) => one.dataset.title));
const title = (sec) => (titled.has(sec) ? words(`title-${sec}`) : sec);
const said = (section) =>
  words("said").replace("DATE", moment(section.data.said_at ?? section.iat)).replace("NUMBER", String(section.ver));

function answerOf(row) {
  const lines = Array.isArray(row.answer) ? row.answer.map(String) : [String(row.answer ?? "")];
  if (lines.length < 2 || row.choices === false) return copy("t-answer", { answer: lines.join("\n") || words("no-answer-given") });
  const list = copy("t-answers");
  list.append(...lines.map((answer) => copy("t-one", { answer })));
  return list;
}

/** What was asked under an answer, however deep, below that answer. */
function nestedOf(row) {
  return rowsOf(row.nested).map((inner) => {
    const made = copy("t-nested", { question: String(inner.question ?? "") });
    made.append(answerOf(inner), ...nestedOf(inner));
    return made;
  });
}

function reportOf(section) {
  const { data } = section;
  const made = copy("t-section", { title: title(section.sec), said: said(section) });
  const list = made.querySelector("dl");
  if (data.lang) list.lang = String(data.lang);
  for (const row of [...rowsOf(data.rows), ...besideRows(data)]) {
    const line = copy("t-row", { question: String(row.question ?? "") });
    if (row.depth > 0) line.querySelector("dt").classList.add("govuk-!-padding-left-4");
    line.querySelector("dd").append(answerOf(row), ...nestedOf(row));
    list.append(line);
  }
  if (!list.hasChildNodes()) list.replaceWith(copy("t-answer", { answer: words("no-rows") }));
  return made;
}

/** What the person was awarded: a row an award, a withdrawn one says so. */
function skillsOf(section) {
  const rows = rowsOf(section.data.awards).map((one) => {
    const stands = words(one.withdrawn ? "withdrawn" : "awarded").replace("DATE", birthday(one.awarded_on));
    const answer = [one.result, one.description, one.evidence, stands].filter((line) => typeof line === "string" && line);
    return { question: String(one.name ?? ""), answer, choices: false };
  });
  const added = rowsOf(section.data.added).map(addedOf);
  return reportOf({ ...section, data: { rows: [...rows, ...added, ...rowsOf(section.data.words).map(wordsOf)] } });
}

/** An award that an agency added: whose word it is, and what the prison found of its signature. */
function addedOf(one) {
  if (one.withdrawn) return { question: String(one.name ?? ""), answer: words("withdrawn") };
  const by = words("added").replace("AGENCY", () => String(one.by ?? "")).replace("DATE", () => birthday(one.awarded_on));
  const signed = one.credential ? words(`signed-${one.checked}`).replace("ISSUER", () => String(one.signed_by ?? "")) : "";
  const until = one.until ? words("until").replace("DATE", () => birthday(one.until)) : "";
  const answer = [one.description, one.evidence, by, signed, until].filter((line) => typeof line === "string" && line);
  return { question: String(one.name ?? ""), answer, choices: false };
}

/** What the person wrote in a study group and keeps, with what was said to them. */
function wordsOf(one) {
  const question = words("wrote").replace("COURSE", () => String(one.course ?? "")).replace("DATE", () => birthday(one.written_on));
  const told = Array.isArray(one.told) ? one.told.map(String) : [];
  const nested = [["asked", one.asked ? [String(one.asked)] : []], ["told", told]]
    .filter(([, lines]) => lines.length)
    .map(([name, lines]) => ({ question: words(name), answer: lines }));
  return { question, answer: String(one.words ?? ""), nested };
}

const planWord = (code) => wordFor("plan", code);

function goalOf(goal) {
  const stands = [planWord(goal.state), goal.target_on ? words("plan-by").replace("DATE", birthday(goal.target_on)) : ""].filter(Boolean).join(". ");
  const steps = rowsOf(goal.steps).map((step) => `${step.text} (${planWord(step.who)}, ${planWord(step.state)})`);
  return { question: String(goal.title ?? ""), answer: [stands, ...steps], choices: false };
}

/** The plan: a row a goal with its steps, then what each side says of it, and whether it says so of these goals. */
function planOf(section) {
  const { goals, person, staff } = section.data;
  const rows = rowsOf(goals).filter((goal) => goal.state !== "REMOVED").map(goalOf);
  if (isObject(person) && person.state) {
    rows.push({ question: words("plan-person"), answer: [planWord(person.state), String(person.words ?? "")].filter(Boolean), choices: false });
  }
  if (isObject(staff) && staff.at) {
    rows.push({ question: words("plan-prison"), answer: [words("plan-signed").replace("DATE", moment(staff.at)), person?.of === staff.of ? "" : words("plan-changed")].filter(Boolean), choices: false });
  }
  return reportOf({ ...section, data: { rows, said_at: section.data.said_at } });
}

/** A section of a kind that this page has no form for: its members as they stand. */
function plainOf(section) {
  const rows = Object.entries(section.data)
    .filter(([name]) => name !== "kind")
    .map(([name, value]) => ({ question: name, answer: typeof value === "object" ? JSON.stringify(value) : value }));
  return reportOf({ ...section, data: { rows, said_at: section.data.said_at } });
}

function shown(section, rec) {
  const { data, fault, sec } = section;
  if (fault) {
    return copy("t-untrusted", { title: title(sec), sentence: words(`fault-${fault}`), fault });
  }
  if (data.kind === "report") return reportOf(section);
  if (data.kind === "skills") return skillsOf(section);
  if (data.kind === "plan") return planOf(section);
  if (data.kind === "licence") return reportOf({ ...section, data: { rows: rowsOf(data.conditions).filter((one) => one.removed !== true).map(conditionOf), said_at: data.said_at } });
  if (data.kind === "appointments") return reportOf({ ...section, data: { rows: rowsOf(data.appointments).map(meetingOf), said_at: data.said_at } });
  if (data.kind === "documents") return documentsOf(section, { title: title(sec), said: said(section), rec, url: place.blobs });
  if (data.kind === "words") return copy("t-words", { title: title(sec), text: String(data.text ?? ""), said: said(section) });
  return plainOf(section);
}

function withheld(sections, prison) {
  const there = sections.map((section) => section.sec);
  const missing = titles.filter((sec) => !there.includes(sec));
  const made = copy("t-withheld", { ask: words("ask").replace("PRISON", () => prison) });
  made.querySelector("ul").append(...missing.map((sec) => copy("t-part", { part: title(sec) })));
  return missing.length ? [made] : [];
}

/** Of somebody whom a court let go without warning: since when, and what was not ready. */
function courtOf({ court_on: on, left_open: open }) {
  if (typeof on !== "string" || !on) return [];
  const made = copy("t-court", { said: words("court").replace("DATE", day(on)) });
  const codes = Array.isArray(open) ? open.map(String) : [];
  made.querySelector("ul").append(...codes.map((code) => copy("t-part", { part: wordFor("ready", code) })));
  show(made.querySelector("[data-left-open]"), codes.length > 0);
  return [made];
}

function showPerson({ data }) {
  const made = copy("t-person");
  const name = String(data.name ?? "");
  made.setAttribute("aria-label", name);
  made.querySelector(".tg-person__name").textContent = name;
  fill(made, "born", birthday(data.date_of_birth));
  fill(made, "number", String(data.prison_number ?? ""));
  fill(made, "release", day(data.release_on));
  fill(made, "prison", String(data.prison ?? ""));
  byId("person").replaceChildren(made, ...courtOf(data));
  byId("heading").textContent = name;
  byId("heading").classList.add("govuk-visually-hidden"); // the name stands in the card above
}

/** The person's own words first, then as the passport has them: restricted answers after their pathway's. */
const ORDER = ({ sec }) => (sec === "MY_WORDS" ? -2 : titles.indexOf(sec.replace("_RESTRICTED", "")) + (sec.endsWith("_RESTRICTED") ? 0.5 : 0));

function showRecord({ said: statement, sections }) {
  const cover = sections.find((section) => section.sec === "IDENTITY");
  if (cover?.data) showPerson(cover);
  const given = words("given").replace("PRISON", statement.node.name).replace("DATE", moment(statement.iat));
  const rest = sections.filter((section) => section !== cover || section.fault).sort((a, b) => ORDER(a) - ORDER(b));
  byId("opened").replaceChildren(copy("t-given", { given }), copy("t-onward", { rule: words(`onward-${statement.onward ?? "NO"}`) }), ...rest.map((one) => shown(one, statement.rec)), ...withheld(sections, statement.node.name));
  show(byId("locked"), false);
  show(byId("answer"));
  const skills = sections.find(({ sec }) => sec === "SKILLS");
  const own = rowsOf(skills?.data?.added).filter((one) => one.agency === answering.agency && one.withdrawn !== true);
  showAwards(Boolean(skills), own);
}

async function unlock() {
  const mine = ++turn;
  only("lock", "working");
  const key = await heldKey(place.kids.split(" "));
  const authority = await pinnedAuthority();
  if (!key || !authority) return only("lock", "none");
  try {
    const given = readGiven(await post(place.sealed, {}));
    const began = performance.now();
    const nodes = await trustedNodes(given.nodes, authority);
    const found = given.handovers.find((one) => one.id === place.handover) ?? refuse("binding");
    const [opened] = await openHandovers([found], { key, nodes, today: today(), now: now() });
    if (mine !== turn) return;
    if (opened.fault) refuse(opened.fault);
    answering = { said: opened.said, reader: opened.said.node.reader, agency: key.agency };
    showRecord(opened);
    performance.measure("open", { start: began, end: performance.now() });
    only("lock", "open");
    say(words("opened"));
    byId("heading").focus();
  } catch (error) {
    if (mine !== turn) return;
    byId("refused-words").textContent = error instanceof Refused ? error.message : words(`fault-${faultOf(error)}`);
    only("lock", "refused");
  }
}

function lock() {
  turn += 1;
  answering = null;
  byId("person").replaceChildren();
  byId("opened").replaceChildren();
  byId("heading").textContent = words("heading");
  byId("heading").classList.remove("govuk-visually-hidden");
  byId("said-words").value = "";
  showAwards(false);
  show(byId("answer"), false);
  show(byId("sent"), false);
  show(byId("locked"));
  only("lock", "locked");
  say(words("locked"));
}

async function seal() {
  const worker_name = byId("worker").value.trim();
  const text = byId("said-words").value.trim();
  if (!worker_name || worker_name.length > 120) throw new Refused(words("name-wanted"));
  if (text.length > 1000) throw new Refused(words("too-long"));
  return sealAnswer({ kind: "ACKNOWLEDGED", worker_name, said: text, at: new Date().toISOString() });
}

/** An answer of any kind, sealed for the prison and bound to this handover: {id, sealed}. */
async function sealAnswer(plain) {
  if (!answering) throw new Refused(words("locked"));
  const { said: statement, reader, agency } = answering;
  if (!reader) throw new Refused(words("no-prison-key"));
  const id = crypto.randomUUID();
  const aad = `{"agency":"${agency}","handover":"${statement.id}","id":"${id}"}`;
  return { id, sealed: await sealTo(reader, "tg-answer+jwe", aad, utf8(JSON.stringify(plain))) };
}

async function acknowledge() {
  const send = byId("send");
  if (send.disabled || !answering) return;
  send.disabled = true;
  show(byId("problem"), false);
  try {
    unsent ??= await seal();
    await post(place.answers, unsent);
    unsent = null;
    show(byId("answer"), false);
    show(byId("sent"));
    byId("sent").focus();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    byId("problem-words").textContent = error.message;
    show(byId("problem"));
    byId("problem").focus();
  } finally {
    send.disabled = false;
  }
}

for (const button of document.querySelectorAll("[data-open]")) button.addEventListener("click", unlock);
for (const button of document.querySelectorAll("[data-close]")) button.addEventListener("click", lock);
byId("acknowledge").addEventListener("submit", (event) => { event.preventDefault(); acknowledge(); });
byId("acknowledge").addEventListener("input", () => { unsent = null; });
takeAwards(sealAnswer, place.answers);
lockWhenIdle(15, lock);
unlock();
