// Reads a page aloud with a voice that lies on this machine: no word leaves it. Without such a voice there is no button.

const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, th, td, label, legend, summary, button, .govuk-hint";
const LONGEST = 180; // letters at a time: some voices fall silent in longer ones
const button = document.getElementById("listen");
const speech = window.speechSynthesis;
const words = button?.querySelector("span");
const listen = words?.textContent;
let reading = 0; // which reading this is: an older one stops

/** The voice on this machine for a language, the machine's own choice first. */
function voice_for(language) {
  const tongue = language.slice(0, 2).toLowerCase();
  const found = speech.getVoices().filter((voice) => voice.localService && voice.lang.toLowerCase().startsWith(tongue));
  return found.find((voice) => voice.default) ?? found[0];
}

function is_seen(block) {
  const closed = block.closest("details:not([open])");
  if (closed && !block.closest("summary")) return false;
  return block.getClientRects().length > 0 && !block.closest("[hidden], [aria-hidden=true]");
}

/** A block's own words, without those of blocks inside it. */
function own_words(block) {
  const kept = [];
  const walk = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const around = walk.currentNode.parentElement;
    if (around.closest(BLOCKS) === block && around.closest("script, style, svg") === null) kept.push(walk.currentNode.data);
  }
  return kept.join("").replace(/\s+/g, " ").trim();
}

/** Sentences, none longer than a voice can say. */
function pieces(text) {
  const found = [];
  for (const sentence of text.match(/[^.!?]+[.!?]*/g) ?? []) {
    let piece = "";
    for (const word of sentence.trim().split(" ")) {
      if (piece && piece.length + word.length > LONGEST) { found.push(piece); piece = ""; }
      piece += (piece ? " " : "") + word;
    }
    if (piece) found.push(piece);
  }
  return found;
}

function show(now) {
  button.setAttribute("aria-pressed", String(now));
  words.textContent = now ? button.dataset.stop : listen;
}

function stop() {
  reading += 1;
  speech.cancel();
  show(false);
}

function read() {
  speech.cancel();
  const mine = ++reading;
  const queue = [];
  for (const block of document.querySelectorAll(`main :is(${BLOCKS})`)) {
    const language = block.closest("[lang]")?.lang || "en";
    const voice = is_seen(block) && voice_for(language);
    if (voice) for (const piece of pieces(own_words(block))) queue.push([piece, voice]);
  }
  const next = () => {
    if (mine !== reading) return;
    const first = queue.shift();
    if (!first) return stop();
    const said = new SpeechSynthesisUtterance(first[0]);
    [said.voice, said.lang] = [first[1], first[1].lang];
    said.addEventListener("end", next);
    said.addEventListener("error", () => { if (mine === reading) stop(); });
    speech.speak(said);
  };
  show(true);
  next();
}

function offer() {
  button.hidden = !voice_for(document.documentElement.lang);
}

if (button && speech) {
  offer();
  speech.addEventListener?.("voiceschanged", offer); // voices come late
  button.addEventListener("click", () => (button.getAttribute("aria-pressed") === "true" ? stop() : read()));
  addEventListener("pagehide", () => speech.cancel());
}
