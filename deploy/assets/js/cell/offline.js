// On every page of a terminal: starts its service worker, tells it whose page this is, and says what waits here.

const here = document.querySelector("script[data-worker]");
const { worker, ticket } = here.dataset;
const inBook = here.dataset.book !== undefined;
const SAY_EVERY = 60_000; // ms
const IDLE = 10 * 60_000; // ms: then a page of the book is left, as the other pages are
const TRY_EVERY = 30_000; // ms

// Trusted Types: one address may become a worker, and no other.
const policy = globalThis.trustedTypes?.createPolicy("throughgate", {
  createScriptURL: (address) => {
    if (address !== worker) throw new TypeError("not our worker");
    return address;
  },
});
const address = policy ? policy.createScriptURL(worker) : worker;

/** Tell the worker, once there is one. */
async function tell(message) {
  (await navigator.serviceWorker.ready).active.postMessage(message);
}

/** What waits on this terminal, in the words that the page has for it. Pages that wait for the line go on by themselves. */
function say({ kept, refused, revoked, line }) {
  if (line && inBook) {
    if (document.querySelector("[data-until=line]")) return location.reload();
    if (document.querySelector("[data-until=sent]") && !kept) return location.replace("/me/");
  }
  for (const [name, many] of Object.entries({ kept: revoked ? 0 : kept, refused, revoked: revoked ? kept : 0 })) {
    for (const words of document.querySelectorAll(`[data-waits="${name}"]`)) {
      words.hidden = !many;
      for (const number of words.querySelectorAll("[data-many]")) number.textContent = String(many);
    }
  }
  clearTimeout(say.again);
  if (kept || inBook) say.again = setTimeout(() => tell({ send: true }), TRY_EVERY);
}

/** Words that could not be kept go back into their form. */
function bringBack(form) {
  for (const [name, value] of JSON.parse(form.dataset.fields || "[]")) {
    for (const field of form.elements[name]?.length && !form.elements[name].options ? form.elements[name] : [form.elements[name]]) {
      if (!field) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked ||= field.value === value;
      else field.value = value;
    }
  }
}

if (navigator.serviceWorker) {
  navigator.serviceWorker.addEventListener("message", ({ data }) => say(data));
  navigator.serviceWorker.register(address, { type: "module", scope: "/" }).catch(() => undefined); // no TLS: no offline
  const tickets = [...document.querySelectorAll("input[name=ticket]")].map((one) => one.value);
  const { lang, classList } = document.documentElement;
  const display = [...classList].filter((name) => name.startsWith("tg-")).join(" ");
  if (!inBook) tell({ page: { ticket, tickets, language: lang, display } });
  else tell({ send: true });
  addEventListener("online", () => tell({ send: true }));
  let said = Date.now();
  for (const sign of ["keydown", "pointerdown", "input", "wheel"]) {
    addEventListener(sign, () => {
      if (Date.now() - said < SAY_EVERY) return;
      said = Date.now();
      tell({ seen: true });
    }, { passive: true });
  }
  if (inBook) setInterval(() => { if (Date.now() - said > IDLE) location.replace("/"); }, SAY_EVERY / 2);
}

document.querySelectorAll("form[data-fields]").forEach(bringBack);

// A page that was left must not come back out of the browser's memory: somebody else may sit here now.
addEventListener("pagehide", () => { document.documentElement.hidden = true; });
addEventListener("pageshow", (event) => {
  document.documentElement.hidden = false;
  if (event.persisted) location.reload();
});
