// The frame around a package: it holds the SCORM API that the package looks for in its parents, and tells the portal what
// the package keeps. A package can reach all of this, for it runs on the same host; so the portal believes nothing that
// comes from here beyond its shape, and nothing of the portal's lies here.

const { edition, portal, start } = document.body.dataset;
const IS_2004 = edition === "2004";
const EVENTS = IS_2004 ? ["Initialize", "SetValue", "Commit", "Terminate"] : ["LMSInitialize", "LMSSetValue", "LMSCommit", "LMSFinish"];
const [, SET, COMMIT, FINISH] = EVENTS;
const PAUSE = 300; // ms: many values in a row are told once
const SIGN_OF_LIFE = 20_000; // ms
const ASKS = /^(?:\{target=([^}]{1,250})\})?(continue|previous|choice|jump|exit|exitAll|abandon|abandonAll|suspendAll)$/;
const sco = document.getElementById("sco");
const began = performance.now();
const page = parent;
// Packages look for the API in one parent after the other until a window is its own parent; that search has to end here,
// since one step further a browser throws at them.
Object.defineProperty(globalThis, "parent", { value: globalThis });
let port, api, pause, request = "", seenAt = -SIGN_OF_LIFE;

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

/** Packages in use write times a little otherwise than the standard has them; what can be read is not refused. */
function readable(element, value) {
  if (!/(?:^|\.)(?:session_time|latency|timestamp|time)$/.test(element)) return value;
  const text = String(value);
  if (/T\d\d:\d\d:\d\d(?:Z|[+-]\d\d(?::\d\d)?)$/.test(text)) return text.replace(/(T\d\d:\d\d:\d\d)/, "$1.0");
  if (/^P.*\d\.\d{3,}S$/.test(text)) return text.replace(/(\.\d\d)\d+S$/, "$1S");
  const old = /^(\d{1,4}):(\d{1,2}):(\d{1,2})(\.\d+)?$/.exec(text);
  if (!old || IS_2004) return value;
  return `${old[1].padStart(4, "0")}:${old[2].padStart(2, "0")}:${old[3].padStart(2, "0")}${(old[4] ?? "").slice(0, 3)}`;
}

/** What the package writes, made readable first; where it wants to go next is heard on the way. */
function hear() {
  const write = api[SET];
  api[SET] = (element, value) => {
    const done = write.call(api, element, readable(element, value));
    if (element === "adl.nav.request" && String(done) === "true") request = String(value);
    return done;
  };
}

/** Where the package asks to be led now that it has ended: {way, target}, or nothing. */
function asked() {
  const [, target = "", way = ""] = ASKS.exec(request) ?? [];
  return way ? { way, target } : {};
}

/** An activity that has ended and never said how far it was is complete, as the standard has it. */
function ended() {
  const cmi = kept();
  const silent = IS_2004 && (cmi["cmi.completion_status"] ?? "unknown") === "unknown" && cmi["cmi.exit"] !== "suspend";
  tell({ urgent: true, finished: true, ...asked(), ...(silent ? { cmi: { ...cmi, "cmi.completion_status": "completed" } } : {}) });
}

function begin(cmi, ways) {
  const choices = new Set(ways.choice);
  const settings = { autocommit: false, logLevel: 5, autoCompleteLessonStatus: true, scoItemIdValidator: (id) => choices.has(id) };
  api = new (IS_2004 ? globalThis.Scorm2004API : globalThis.Scorm12API)(settings);
  api.loadFromFlattenedJSON(cmi);
  if (IS_2004) for (const way of ["continue", "previous"]) api.adl.nav.request_valid[way] = String(ways[way] === true);
  hear();
  globalThis[IS_2004 ? "API_1484_11" : "API"] = api;
  api.on(SET, () => { alive(); pause ??= setTimeout(tell, PAUSE); });
  api.on(COMMIT, () => tell({ urgent: true }));
  api.on(FINISH, () => queueMicrotask(ended));
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
  begin(event.data.cmi, event.data.ways ?? {});
});
page.postMessage({ kind: "ready" }, portal);
