// A person's own papers on their own phone. What stands behind the # goes to no server; nothing is kept by the browser.
import { birthday, byId, copy, lockWhenIdle, only, show, words } from "../agency/page.js";
import { codeOf, dateOf, derive, openFile, readLink } from "./secrets.js";

let link = readLink(decodeURIComponent(location.hash.slice(1)));
history.replaceState(null, "", location.pathname); // a shared phone keeps no secret in its address bar
const field = (id) => byId(id).value;

/** What central answers to a ticket: {status, said}; status 0 without a line. */
async function ask(id, ticket) {
  const body = JSON.stringify({ passcode: ticket, recipient: "phone" });
  const how = { method: "POST", body, headers: { "Content-Type": "application/json" }, cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" };
  try {
    const answer = await fetch(`${location.pathname}${id}/manifest`, how);
    return { status: answer.status, said: await answer.json() };
  } catch {
    return { status: 0, said: {} };
  }
}

function tell(state, left) {
  only("state", state);
  if (left !== undefined) byId("left").textContent = left === 1 ? words("one-left") : words("left").replace("N", left);
  byId("state").focus();
}

function showPaper(paper) {
  const place = byId("paper");
  place.replaceChildren(copy("t-head", { name: paper.name, prison: paper.prison, made: birthday(paper.made_on) }));
  for (const part of paper.parts) {
    const made = copy("t-part", { title: part.title });
    for (const [about, said] of part.rows) {
      const row = copy("t-row", { about, said });
      show(row.querySelector("dt"), about !== "");
      made.querySelector("dl").append(row);
    }
    place.append(made);
  }
  place.lang = paper.lang === "cy" ? "cy" : "en";
  show(byId("asked"), false);
  show(byId("shown"));
  tell("open");
}

function lock() {
  byId("paper").replaceChildren();
  byId("ask").reset();
  show(byId("shown"), false);
  show(byId("asked"), Boolean(link));
}

async function open() {
  const code = codeOf(field("code"));
  const born = dateOf(field("born-day"), field("born-month"), field("born-year"));
  if (!born) return tell("no-date");
  if (!code) return tell("no-code");
  tell("working");
  byId("open").disabled = true;
  try {
    const { ticket, key } = await derive(link, born, code);
    const { status, said } = await ask(link.id, ticket);
    if (status === 200) return showPaper(await openFile(said.files?.[0]?.embedded, link.id, key));
    if (status === 401) return tell(said.remainingAttempts ? "wrong" : "locked", said.remainingAttempts);
    return tell(status === 404 ? "over" : "no-line");
  } catch {
    return tell("altered");
  } finally {
    byId("open").disabled = false;
  }
}

byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  open();
});
byId("close").addEventListener("click", () => { lock(); tell("closed"); });
byId("print").addEventListener("click", () => print());
addEventListener("hashchange", () => location.reload());
lockWhenIdle(10, () => { if (!byId("shown").hidden) { lock(); tell("closed"); } });
show(byId("asked"), Boolean(link));
if (!link) tell("no-link");
else if (link.exp * 1000 < Date.now()) { link = null; show(byId("asked"), false); tell("over"); }
