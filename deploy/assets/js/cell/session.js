// Who is signed in, as far as a terminal may know: a ticket that is forgotten, and a session that is to be ended.
import { state } from "./store.js";

const IDLE = 10 * 60 * 1000; // ms, as the server's
const MOST_TICKETS = 20;
const WRITER = 22; // the first characters of a ticket are the same for one person

/** The page that came now carries this ticket, or none. Returns what is remembered. */
export async function arrived({ ticket, tickets, language, display }) {
  await state.put("language", language); // a terminal speaks as it did last; that is nobody's secret
  if (!ticket) return forget();
  const before = await state.get("session");
  const same = before?.ticket.slice(0, WRITER) === ticket.slice(0, WRITER);
  const now = Date.now();
  const issued = [...tickets, ticket].map((one) => [one, now]);
  const known = same ? before.issued.filter(([one]) => !tickets.includes(one)) : [];
  const session = {
    ticket,
    issued: [...known, ...issued].slice(-MOST_TICKETS),
    language,
    display,
    seen: now,
    mine: same ? before.mine : [],
  };
  await state.put("session", session);
  return session;
}

/** Who is signed in: {ticket, issued, language, display, mine}, or undefined. Ten quiet minutes end it. */
export async function session() {
  const known = await state.get("session");
  if (!known) return undefined;
  if (Date.now() - known.seen < IDLE) return known; // a clock that went back makes nobody leave
  await signOut();
  return undefined;
}

/** They are at the terminal: the ten minutes begin again. */
export async function seen() {
  const known = await session();
  if (known) await state.put("session", { ...known, seen: Date.now() });
}

export async function noteMine(act) {
  const known = await state.get("session");
  if (known) await state.put("session", { ...known, mine: [...known.mine, act] });
}

export const lastLanguage = async () => (await state.get("language")) ?? "en";

export const forget = () => state.delete("session");

/** The server can't be told now: leave a mark, and know nobody any more. */
export async function signOut() {
  try {
    await state.put("sign-out", Date.now());
  } catch {
    for (const name of await caches.keys()) await caches.delete(name); // make room: this mark matters more
    await state.put("sign-out", Date.now());
  }
  await forget();
}

let ending;

/** Whether no session is left to end. While false, nothing else may go to the server. */
export function settled() {
  ending ??= end().finally(() => { ending = undefined; });
  return ending;
}

async function end() {
  if (!(await state.get("sign-out"))) return true;
  try {
    const answer = await fetch("/offline/end/", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: "{}",
      signal: AbortSignal.timeout(10_000),
    });
    if (answer.status !== 200) return false;
    await state.delete("sign-out");
    return true;
  } catch {
    return false;
  }
}
