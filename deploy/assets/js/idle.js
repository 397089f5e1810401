// Two minutes before somebody who does nothing is signed out, the page asks; then it leaves nothing of them behind.
// The server ends the session by itself all the same. Somebody who types, presses or scrolls is there.

const WARN = 2 * 60 * 1000;
const TELL_EVERY = 60 * 1000; // the server notes no more often
const box = document.getElementById("idle");
const way_out = document.getElementById("sign-out");
const others = new BroadcastChannel("idle"); // the person's other windows
const allowed = Number(box.dataset.left) * 1000;
let ends = Date.now() + allowed;
let told = Date.now();

function begin_again(left) {
  ends = Date.now() + left;
  others.postMessage(ends);
  if (box.open) box.close();
}

/** Tell the server that somebody is there. Without a line only this page knows; the server has the last word. */
async function tell() {
  told = Date.now();
  begin_again(allowed); // at once: a slow answer signs nobody out who is there
  try {
    const answer = await fetch(box.dataset.stay, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": way_out.elements.csrfmiddlewaretoken.value },
      redirect: "error",
    });
    if (!answer.ok) return leave();
    begin_again((await answer.json()).left * 1000);
  } catch {
    // no line: it has begun again here
  }
}

function leave() {
  clearInterval(clock);
  document.title = "Throughgate";
  way_out.hidden = true;
  document.body.replaceChildren(way_out);
  way_out.requestSubmit();
}

function look() {
  const left = ends - Date.now();
  if (left <= 0) leave();
  else if (left <= WARN && !box.open) box.showModal();
}

const clock = setInterval(look, 1000);
document.addEventListener("visibilitychange", look);
others.addEventListener("message", ({ data }) => {
  if (data === "out") {
    document.body.replaceChildren();
    setTimeout(() => location.replace(box.dataset.out), 2000); // when the server knows it too
    return;
  }
  ends = Math.max(ends, data);
  if (box.open && ends - Date.now() > WARN) box.close();
});
others.postMessage(ends);
way_out.addEventListener("submit", () => others.postMessage("out"));
for (const sign of ["keydown", "pointerdown", "input", "wheel"]) {
  document.addEventListener(sign, () => {
    if (!box.open && Date.now() - told > TELL_EVERY) tell();
  }, { passive: true });
}
document.getElementById("stay").addEventListener("click", tell);
box.addEventListener("cancel", (event) => { // Escape is a sign of life too
  event.preventDefault();
  tell();
});
// Back must not bring a page of somebody who has left.
addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
