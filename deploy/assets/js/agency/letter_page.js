// One letter: fetched sealed, checked, opened and shown here; kept nowhere; gone on lock. Answered here too, sealed.
import { faultOf } from "./handover.js";
import { openLetter, readGivenLetter, sealAnswer } from "./letter.js";
import { Refused, byId, copy, fill, lockWhenIdle, moment, now, only, post, say, show, words } from "./page.js";
import { heldKey, pinnedAuthority } from "./store.js";

const place = byId("letter").dataset;
let turn = 0; // a lock in between makes a late answer stale
let open = null; // the letter while it is open
let unsent = null; // an answer that may have arrived: sent again as it is, under its own id

function showLetter({ said, node }) {
  const person = copy("t-person", { number: said.number, prison: node.name, written: moment(said.sent_at) });
  person.querySelector(".tg-person__name").textContent = said.name;
  person.setAttribute("aria-label", said.name);
  byId("person").replaceChildren(person);
  const rows = said.lines.map(([question, answer]) => {
    const row = copy("t-line", { question, answer });
    row.querySelector("[data-fill=answer]").lang = said.lang;
    return row;
  });
  byId("opened").replaceChildren(copy(said.private ? "t-private" : "t-read"), ...rows);
  byId("heading").textContent = words("from").replace("NAME", said.name);
  show(byId("locked"), false);
  show(byId("answer"));
}

/** The prison is told once; without a line it is told when the letter is opened again. */
async function tell(mine) {
  try {
    await post(place.told, {});
    if (mine === turn) show(byId("told"));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
}

async function unlock() {
  const mine = ++turn;
  only("lock", "working");
  const key = await heldKey(place.kids.split(" "));
  const authority = await pinnedAuthority();
  if (!key || !authority) return only("lock", "none");
  try {
    const given = readGivenLetter(await post(place.sealed, {}));
    const opened = await openLetter(given, { id: place.letter, key, authority, now: now() });
    if (mine !== turn) return;
    open = opened;
    showLetter(opened);
    only("lock", "open");
    say(words("opened"));
    byId("heading").focus();
    await tell(mine);
  } catch (error) {
    if (mine !== turn) return;
    byId("refused-words").textContent = error instanceof Refused ? error.message : words(`fault-${faultOf(error)}`);
    only("lock", "refused");
  }
}

function lock() {
  turn += 1;
  open = null;
  byId("person").replaceChildren();
  byId("opened").replaceChildren();
  byId("heading").textContent = words("heading");
  byId("said-words").value = "";
  unsent = null;
  for (const id of ["answer", "sent", "told"]) show(byId(id), false);
  show(byId("locked"));
  only("lock", "locked");
  say(words("locked"));
}

function written() {
  const worker_name = byId("worker").value.trim();
  const said = byId("said-words").value.trim();
  if (!worker_name || [...worker_name].length > 120) throw new Refused(words("name-wanted"));
  if (!said) throw new Refused(words("words-wanted"));
  if ([...said].length > 2000) throw new Refused(words("too-long"));
  return { worker_name, said };
}

async function send() {
  const button = byId("send");
  if (button.disabled || !open) return;
  button.disabled = true;
  show(byId("problem"), false);
  try {
    unsent ??= await sealAnswer(open, written());
    await post(place.answers, unsent);
    unsent = null;
    byId("said-words").value = "";
    show(byId("answer"), false);
    show(byId("sent"));
    byId("sent").focus();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    fill(byId("problem"), "problem", error.message);
    show(byId("problem"));
    byId("problem").focus();
  } finally {
    button.disabled = false;
  }
}

for (const button of document.querySelectorAll("[data-open]")) button.addEventListener("click", unlock);
for (const button of document.querySelectorAll("[data-close]")) button.addEventListener("click", lock);
byId("again").addEventListener("click", () => { show(byId("sent"), false); show(byId("answer")); byId("said-words").focus(); });
byId("reply").addEventListener("submit", (event) => { event.preventDefault(); send(); });
byId("reply").addEventListener("input", () => { unsent = null; });
lockWhenIdle(15, lock);
unlock();
