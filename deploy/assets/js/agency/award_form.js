// An award that a college or employer adds: written or pasted here, sealed to the prison's key as an answer is.
import { Refused, byId, copy, post, say, show, today, words } from "./page.js";
import { isObject, readJson, text, unb64 } from "./strict.js";

const TYPES = ["OpenBadgeCredential", "AchievementCredential"];
const LONGEST = { name: 120, can: 300, evidence: 240 };
const LONGEST_CREDENTIAL = 20000;
const unsent = new Map(); // by form: as it was sealed, under its own id, until it has arrived

const part = (encoded) => readJson(text(unb64(encoded)), LONGEST_CREDENTIAL);

/** The credential in what was pasted: alone, or behind the # of a link. Refused says that it is none. */
function credentialIn(pasted) {
  const token = pasted.slice(pasted.lastIndexOf("#") + 1).replaceAll(/\s/g, "");
  const parts = token.split(".");
  if (parts.length !== 3 || token.length > LONGEST_CREDENTIAL) throw new Refused(words("no-credential"));
  let said;
  try {
    part(parts[0]);
    said = part(parts[1]);
  } catch {
    throw new Refused(words("no-credential"));
  }
  const credential = isObject(said.vc) ? said.vc : said;
  if (![credential.type].flat().some((type) => TYPES.includes(type))) throw new Refused(words("no-credential"));
  return token;
}

function inWords() {
  const said = Object.fromEntries(Object.keys(LONGEST).map((name) => [name, byId(`award-${name}`).value.trim()]));
  for (const [name, longest] of Object.entries(LONGEST)) {
    if (!said[name] || said[name].length > longest) throw new Refused(words(`award-${name}-wanted`));
  }
  const on = ["year", "month", "day"].map((name) => byId(`award-on-${name}`).value.trim().padStart(2, "0")).join("-");
  const at = new Date(`${on}T00:00:00Z`);
  const isDay = !Number.isNaN(at.getTime()) && at.toISOString().startsWith(on);
  if (!isDay || on > today()) throw new Refused(words("award-on-wanted"));
  return { form: "WORDS", ...said, awarded_on: on };
}

function workerName() {
  const name = byId("worker").value.trim();
  if (!name || name.length > 120) throw new Refused(words("name-wanted"));
  return name;
}

const READ = {
  "award-words": inWords,
  "award-pasted": () => ({ form: "CREDENTIAL", credential: credentialIn(byId("award-credential").value) }),
};

async function add(form, seal, address) {
  const send = form.querySelector("button");
  if (send.disabled) return;
  send.disabled = true;
  show(byId("award-problem"), false);
  show(byId("award-sent"), false);
  try {
    if (!unsent.has(form.id)) {
      unsent.set(form.id, await seal({ kind: "AWARD", worker_name: workerName(), ...READ[form.id](), at: new Date().toISOString() }));
    }
    await post(address, unsent.get(form.id));
    unsent.delete(form.id);
    form.reset();
    show(byId("award-sent"));
    byId("award-sent").focus();
    say(words("award-gone"));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    byId("award-problem-words").textContent = error.message;
    show(byId("award-problem"));
    byId("award-problem").focus();
  } finally {
    send.disabled = false;
  }
}

/** Take back one of the agency's own: its line goes, and what happened is said. */
async function takeBack(id, line, seal, address) {
  const button = line.querySelector("button");
  if (button.disabled) return;
  button.disabled = true;
  show(byId("award-problem"), false);
  try {
    if (!unsent.has(id)) {
      const plain = { kind: "AWARD_TAKEN_BACK", award: id, worker_name: workerName(), at: new Date().toISOString() };
      unsent.set(id, await seal(plain));
    }
    await post(address, unsent.get(id));
    unsent.delete(id);
    line.remove();
    show(byId("award-own"), byId("award-own").querySelector("li") !== null);
    show(byId("award-sent"));
    byId("award-sent").focus();
    say(words("award-gone"));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    byId("award-problem-words").textContent = error.message;
    show(byId("award-problem"));
    byId("award-problem").focus();
  } finally {
    button.disabled = false;
  }
}

let sealing = null; // (seal, address) of the page

/** `seal(plain)` gives {id, sealed} for the record that is open, or throws Refused. */
export function takeAwards(seal, address) {
  sealing = [seal, address];
  for (const id of Object.keys(READ)) {
    const form = byId(id);
    form.addEventListener("input", () => unsent.delete(id));
    form.addEventListener("submit", (event) => { event.preventDefault(); add(form, seal, address); });
  }
}

/** Show the forms for a record that lists skills, with what the agency itself has added; else take it all away. */
export function showAwards(shown, own = []) {
  show(byId("award"), shown);
  const lines = own.map((one) => {
    const line = copy("t-own-award", { name: String(one.name ?? "") });
    line.querySelector("button").addEventListener("click", () => takeBack(String(one.id), line, ...sealing));
    return line;
  });
  byId("award-own").querySelector("ul").replaceChildren(...lines);
  show(byId("award-own"), lines.length > 0);
  if (shown) return;
  unsent.clear();
  for (const id of Object.keys(READ)) byId(id).reset();
  show(byId("award-problem"), false);
  show(byId("award-sent"), false);
}
