// The inbox: names from the decrypted cover sheets, only while it is unlocked.
import { faultOf, openHandovers, readGiven, trustedNodes } from "./handover.js";
import { Refused, birthday, byId, fill, lockWhenIdle, now, only, post, say, today, words } from "./page.js";
import { heldKey, pinnedAuthority } from "./store.js";

const place = byId("inbox").dataset;
const links = [...document.querySelectorAll("a[data-handover]")];
const sealed = new Map(links.map((link) => [link.dataset.handover, written(link.dataset.handover)]));
let turn = 0; // a lock in between makes a late answer stale

function cells(id) {
  return [...document.querySelectorAll(`[data-handover="${id}"], [data-of="${id}"]`)];
}

/** What the server wrote in this person's row, to be put back on lock. */
function written(id) {
  return cells(id).flatMap((cell) => [...cell.querySelectorAll("[data-fill]")]).map((span) => [span, span.textContent]);
}

function name({ id, sections, fault: all }) {
  const [{ data, fault } = { fault: all ?? "missing" }] = sections ?? [];
  if (fault) return untrusted(id, fault);
  for (const cell of cells(id)) {
    fill(cell, "name", String(data.name ?? ""));
    fill(cell, "born", birthday(data.date_of_birth));
    fill(cell, "prison", String(data.prison ?? ""));
  }
}

function untrusted(id, fault) {
  for (const cell of cells(id)) fill(cell, "name", `${words("untrusted")}: ${words(`fault-${fault}`)}`);
}

async function unlock() {
  const mine = ++turn;
  only("lock", "working");
  const key = await heldKey(place.kids.split(" "));
  const authority = await pinnedAuthority();
  if (!key || !authority) return only("lock", "none");
  try {
    const given = readGiven(await post(place.covers, links.map((link) => ["handover", link.dataset.handover])));
    const nodes = await trustedNodes(given.nodes, authority);
    const settings = { key, nodes, today: today(), now: now(), wanted: "IDENTITY" };
    const opened = await openHandovers(given.handovers, settings);
    if (mine !== turn) return;
    opened.forEach(name);
    only("lock", "open");
    say(words("opened"));
  } catch (error) {
    if (mine !== turn) return;
    byId("refused-words").textContent = error instanceof Refused ? error.message : words(`fault-${faultOf(error)}`);
    only("lock", "refused");
  }
}

function lock() {
  turn += 1;
  for (const spans of sealed.values()) for (const [span, text] of spans) span.textContent = text;
  only("lock", "locked");
  say(words("locked"));
}

for (const button of document.querySelectorAll("[data-open]")) button.addEventListener("click", unlock);
for (const button of document.querySelectorAll("[data-close]")) button.addEventListener("click", lock);
lockWhenIdle(15, lock);
unlock();
