// A quiz goes on without Wi-Fi: its questions are all in the page, and each answer is kept by the worker, sealed.

const quiz = document.getElementById("quiz");
const sections = [...quiz.querySelectorAll("[data-place]")];
const notes = Object.fromEntries(["kept", "lost", "end"].map((name) => [name, document.getElementById(`quiz-${name}`)]));
let sending = false;

function say(name) {
  for (const [key, note] of Object.entries(notes)) note.hidden = key !== name;
}

/** Show one question; its address stands in the bar, so that a reload stays there. */
function show(place) {
  for (const section of sections) section.hidden = Number(section.dataset.place) !== place;
  const section = sections[place - 1];
  history.replaceState(null, "", section.querySelector("form").action);
  const first = section.querySelector("input:not([type=hidden]), select");
  first?.focus();
  scrollTo(0, 0);
}

async function keep(event) {
  event.preventDefault();
  const form = event.target;
  if (sending) return;
  sending = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Keep": "1", Accept: "application/json" },
      redirect: "manual",
    });
    await go(form, answer);
  } catch {
    say("lost");
  } finally {
    sending = false;
  }
}

/** What follows an answer. Whatever is not the script's to understand goes the way of a plain form. */
async function go(form, answer) {
  const place = Number(form.closest("[data-place]").dataset.place);
  const last = place === sections.length;
  if (answer.status === 507) return say("lost");
  if (answer.status === 202) {
    say(last ? "end" : "kept");
    if (!last) show(place + 1);
    return;
  }
  const plain = answer.headers.get("Content-Type")?.startsWith("application/json");
  if (!answer.ok || !plain) return form.submit();
  const { next } = await answer.json();
  say("");
  if (last) location.assign(next);
  else show(place + 1);
}

for (const section of sections) {
  section.querySelector("form").addEventListener("submit", keep);
  section.querySelector("[data-before]")?.addEventListener("click", (event) => {
    event.preventDefault();
    show(Number(section.dataset.place) - 1);
  });
}
