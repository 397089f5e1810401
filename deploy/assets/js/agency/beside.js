// What stands in a section beside its answers, as rows of the record: needs, and the like.
import { birthday, words } from "./page.js";
import { isObject } from "./strict.js";

/** Sealed data is the prison's, but another version's may have another shape: what is no row is left out. */
export const rowsOf = (value) => (Array.isArray(value) ? value.filter(isObject) : []);

/** The word for a code of one kind, or the code of a later version as it stands. */
export const wordFor = (kind, code) => {
  const name = `${kind}-${code}`;
  return document.querySelector(`[data-words="${CSS.escape(name)}"]`) ? words(name) : String(code ?? "");
};

const lines = (...all) => all.filter((line) => typeof line === "string" && line);
const day = (text) => (typeof text === "string" && text.length > 9 ? birthday(text.slice(0, 10)) : "");

/** A need: how far it is and who sees to it, what is needed, what was done last, what the person says. */
function needOf(need) {
  const stands = `${wordFor("need", need.status)}. ${wordFor("need", need.owner)}`;
  const last = rowsOf(need.updates).findLast((update) => update.words);
  const done = last ? `${day(last.at)}: ${last.words}` : "";
  const person = isObject(need.person) && need.person.says ? `${words("need-person")} ${wordFor("need", need.person.says)}` : "";
  const own = isObject(need.person) ? need.person.words : "";
  return { question: `${words("need")} ${wordFor("need", need.code)}`, answer: lines(stands, need.what, done, person, own), choices: false };
}

const when = ({ on, at }) => (at ? words("meeting-at").replace("DATE", () => day(on)).replace("HOUR", () => String(at)) : day(on));

/** An appointment: when, with whom and where, or that this is for fewer readers. */
export function meetingOf(one) {
  const details = isObject(one.details) ? one.details : {};
  const known = one.withheld ? [words("meeting-withheld")] : [details.who, details.where, details.note];
  const question = `${isObject(one.slot) ? when(one.slot) : ""}${details.kind ? `: ${wordFor("meeting", details.kind)}` : ""}`;
  return { question, answer: lines(wordFor("meeting", one.state), one.why, ...known), choices: false };
}

/** Whom an appointment of APPOINTMENTS is with, where that lies with restricted answers; `when` stands there. */
const detailsOf = (one) => ({
  question: wordFor("meeting", one.kind),
  answer: lines(one.on ? when(one) : "", one.who, one.where, one.note, one.why),
  choices: false,
});

/** An application for a bank account or for papers: how far it is, since when, and where what came of it is. */
const applicationOf = (one) => ({
  question: `${words("application")} ${wordFor("application", one.kind)}`,
  answer: lines(`${wordFor("application", one.state)}: ${day(one.answered_on || one.sent_on || one.begun_on)}`, one.kept ? wordFor("application", one.kept) : "", one.words),
  choices: false,
});

/** A condition of the licence: plain words, the law's beside them, and what the person says. */
export function conditionOf(one) {
  const person = isObject(one.person) && one.person.says && one.person.of === one.rev ? one.person : null;
  const says = person ? [wordFor("licence", person.says), person.words] : [];
  return { question: wordFor("licence", one.kind), answer: lines(one.plain, one.legal, ...says), choices: false };
}

/** Rows for what lies beside the answers of a section. */
export const besideRows = (data) => [...rowsOf(data.needs).map(needOf), ...rowsOf(data.meetings).map(detailsOf), ...rowsOf(data.applications).map(applicationOf)];
