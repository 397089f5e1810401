// Writing without Wi-Fi: sealed before it is kept, sent once and in order (incell/OFFLINE.md, sections 3 and 4).
import { sealTo } from "../agency/box.js";
import { b64, utf8 } from "../agency/strict.js";
import { acts, state } from "./store.js";

const TYP = "tg-queued-act+jwe";
const LARGEST = 64 * 1024;
const NOT_ANSWERS = ["csrfmiddlewaretoken", "ticket", "key", "kind"];
const TRY_AGAIN = [408, 429];
const A_WEEK = 7 * 24 * 3_600_000; // ms

export const newKey = () => b64(crypto.getRandomValues(new Uint8Array(16)));

/** Whether a form is an act: it says whose, which and once. */
export const isAct = (form) => ["ticket", "key", "kind"].every((name) => form.get(name));

/**
 * Seal a form and keep it: {key, kind}. Raises Full; TooLong when no box holds it.
 * since    ms of this clock at which the form's page came
 */
export async function keep(form, { key: reader, node, language, since }) {
  const before = await acts.find(form.get("key"));
  const key = before?.tried ? newKey() : form.get("key");
  const now = Date.now();
  const written = {
    v: 1,
    ticket: form.get("ticket"),
    key,
    kind: form.get("kind"),
    fields: [...form].filter(([name, value]) => !NOT_ANSWERS.includes(name) && typeof value === "string"),
    language,
    ms: since === undefined ? null : Math.round(now - since),
  };
  const aad = `{"key":"${key}","node":"${node}","v":1}`;
  const box = await sealTo(await readerOf(reader), TYP, aad, utf8(JSON.stringify(written)));
  if (box.length > LARGEST) throw new TooLong();
  const act = { key, box, kept: now, tried: false, refused: "" };
  if (before && key === before.key) await acts.put({ ...act, n: before.n });
  else await acts.add(act);
  return { key, kind: written.kind };
}

/** The prison's key as the server wrote it into this worker: it needs no checking of a stranger's. */
async function readerOf({ kid, jwk }) {
  const curve = jwk.crv === "X25519" ? { name: "X25519" } : { name: "ECDH", namedCurve: jwk.crv };
  return { kid, key: await crypto.subtle.importKey("jwk", jwk, curve, true, []) };
}

export class TooLong extends Error {}

/** Whether the server answers. An act that is sent may have arrived even if no answer comes; so ask this first. */
export const isUp = () =>
  fetch("/health/live", { cache: "no-store", signal: AbortSignal.timeout(5_000) }).then(({ ok }) => ok, () => false);

let sending;
const told = new Map(); // key → what the server said, for the page that waits for it

export const saidOf = (key) => told.get(key);

/** Send what waits, one after the other. Runs once at a time; who asks meanwhile gets the same. */
export function flush() {
  sending ??= sendAll().finally(() => { sending = undefined; });
  return sending;
}

async function sendAll() {
  const done = new Set();
  await dropOld();
  for (;;) { // what is written meanwhile goes too
    const act = (await acts.all()).find((one) => sendable(one) && !done.has(one.n));
    if (!act) return;
    done.add(act.n);
    if (!act.tried) await acts.put({ ...act, tried: true });
    const said = await send(act);
    if (said === null) return;
    told.set(act.key, said);
    if (said.state) await acts.delete(act.n);
    else if (said.code === "NotATerminal") return void await state.put("revoked", true);
    else if (said.code !== "TooManyHeld") await acts.put({ ...act, tried: true, refused: said.code, told: Date.now() });
  }
}

/** What may still be taken in. What was another terminal's is held for its writer now: once it was refused. */
const sendable = (act) => !act.refused || act.refused === "AnotherTerminal";

/** Forget what nobody can be told of, once every page here has said so for a week. */
async function dropOld() {
  for (const act of await acts.all()) {
    if (act.refused && !act.told) await acts.put({ ...act, told: Date.now() });
    else if (!sendable(act) && Date.now() - act.told > A_WEEK) await acts.delete(act.n);
  }
}

/** What the server says of one act; null: ask again later. */
async function send({ key, box, kept }) {
  try {
    const answer = await fetch("/offline/queue/", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ key, box, waited: Math.round(Date.now() - kept) }),
      signal: AbortSignal.timeout(30_000),
    });
    if (answer.status >= 500 || TRY_AGAIN.includes(answer.status)) return null;
    const said = await answer.json();
    await state.delete("revoked");
    return said.state || said.code ? said : null;
  } catch {
    return null;
  }
}

/** What is still here: {kept, refused, revoked}. */
export async function counts() {
  const all = await acts.all();
  const refused = all.filter((act) => act.refused).length;
  return { kept: all.length - refused, refused, revoked: Boolean(await state.get("revoked")), keys: all.map((act) => act.key) };
}
