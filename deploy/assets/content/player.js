// The frame around a package: it holds the SCORM API that the package looks for in its parents, and tells the portal what
// the package keeps. A package can reach all of this, for it runs on the same host; so the portal believes nothing that
// comes from here beyond its shape, and nothing of the portal's lies here.

const { edition, portal, start } = document.body.dataset;
const IS_2004 = edition === "2004";
const EVENTS = IS_2004 ? ["Initialize", "SetValue", "Commit", "Terminate"] : ["LMSInitialize", "LMSSetValue", "LMSCommit", "LMSFinish"];
const [, SET, COMMIT, FINISH] = EVENTS;
const PAUSE = 300; // ms: many values in a row are told once
const SIGN_OF_LIFE = 20_000; // ms
const sco = document.getElementById("sco");
const began = performance.now();
const page = parent;
// Packages look for the API in one parent after the other until a window is its own parent; that search has to end here,
// since one step further a browser throws at them.
Object.defineProperty(globalThis, "parent", { value: globalThis });
let port, api, pause, seenAt = -SIGN_OF_LIFE;

/** All that the package keeps now: element → text. */
function kept() {
  const said = {};
  for (const [element, value] of Object.entries(api.getFlattenedCMI())) {
    if (value === null || typeof value === "object" || value === "") continue;
    said[element] = String(value);
  }
  return said;
}

function tell(more = {}) {
  clearTimeout(pause);
  pause = undefined;
  const seconds = Math.round((performance.now() - began) / 1000);
  port.postMessage({ kind: "state", cmi: kept(), seconds, finished: false, urgent: false, ...more });
}

function begin(cmi) {
  api = new (IS_2004 ? globalThis.Scorm2004API : globalThis.Scorm12API)({ autocommit: false, logLevel: 5, autoCompleteLessonStatus: true });
  api.loadFromFlattenedJSON(cmi);
  globalThis[IS_2004 ? "API_1484_11" : "API"] = api;
  api.on(SET, () => { alive(); pause ??= setTimeout(tell, PAUSE); });
  api.on(COMMIT, () => tell({ urgent: true }));
  api.on(FINISH, () => queueMicrotask(() => tell({ urgent: true, finished: true })));
  sco.addEventListener("load", () => listen(sco.contentWindow));
  sco.src = start;
}

/** Somebody is there: the portal's clock of quiet minutes begins again. */
function alive() {
  if (performance.now() - seenAt < SIGN_OF_LIFE) return;
  seenAt = performance.now();
  port.postMessage({ kind: "alive" });
}

function listen(frame) {
  try {
    for (const sign of ["keydown", "pointerdown", "wheel"]) frame.addEventListener(sign, alive, { passive: true, capture: true });
    for (let n = 0; n < Math.min(frame.length, 20); n += 1) listen(frame[n]);
  } catch {
    // a frame that a package has put out of reach tells no signs of life
  }
}

/** The person leaves: the package is taken away, which lets it say its last words, and those are told. */
function leave() {
  sco.remove();
  queueMicrotask(() => tell({ urgent: true, finished: true, left: true }));
}

addEventListener("message", (event) => {
  if (port || event.origin !== portal || event.source !== page || event.data?.kind !== "begin") return;
  [port] = event.ports;
  port.onmessage = ({ data }) => { if (data?.kind === "leave") leave(); };
  begin(event.data.cmi);
});
page.postMessage({ kind: "ready" }, portal);
