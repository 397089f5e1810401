// What running packages keep, on this terminal: sealed by the page of the launch, sent until the server has it
// (incell/OFFLINE.md, section 9). Only the newest state of a launch is kept: it holds all that the older ones said.
import { packages } from "./store.js";

const SAVE = "/me/learning/kept/";

let sendingPackages;

/** Send what waits: launch → what the server said. Runs once at a time; who asks meanwhile gets the same. */
export function sendPackages() {
  sendingPackages ??= sendEach().finally(() => { sendingPackages = undefined; });
  return sendingPackages;
}

async function sendEach() {
  const said = new Map();
  for (const one of await packages.all()) {
    if (one.refused) continue;
    const answer = await sendPackage(one);
    if (answer === null) break;
    said.set(one.launch, { ...answer, number: one.number });
    if (answer.state) await packages.settle(one.launch, one.number);
    else await packages.refuse(one.launch, one.number, answer.code);
  }
  return said;
}

/** What the server says of one state; null: ask again later. */
async function sendPackage({ launch, number, box }) {
  try {
    const answer = await fetch(SAVE, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: bodyOf({ launch, number, box }),
      signal: AbortSignal.timeout(30_000),
    });
    if (answer.status >= 500 || [408, 429].includes(answer.status)) return null;
    const given = await answer.json();
    return given.state || given.code ? given : null;
  } catch {
    return null;
  }
}

const bodyOf = (one) => JSON.stringify({ launch: one.launch, number: one.number, box: one.box });

/** The page goes: let the browser carry on with this one state. It is kept in any case. */
export function sendOnLeaving(one) {
  const body = bodyOf(one);
  if (body.length > 60_000) return; // browsers carry no more than 64 KiB
  fetch(SAVE, { method: "POST", headers: { "Content-Type": "application/json" }, body, keepalive: true }).catch(() => undefined);
}
