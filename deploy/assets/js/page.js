// What every page may use. Without it all works: nested answers stand open, counts are words, the server decides.
// No HTML is ever written from here (Trusted Types are enforced on some pages).

const root = document.documentElement;
root.classList.add("js-enabled", "govuk-frontend-supported");

/** Show what is nested under an answer only while that answer is chosen. */
function reveal(input) {
  const nested = document.getElementById(input.dataset.ariaControls);
  if (!nested) return;
  if (input.type === "checkbox") input.setAttribute("aria-expanded", String(input.checked)); // not allowed on radios
  nested.classList.toggle("govuk-radios__conditional--hidden", !input.checked && input.type === "radio");
  nested.classList.toggle("govuk-checkboxes__conditional--hidden", !input.checked && input.type === "checkbox");
}

/** "None of these" clears the others; any other clears "none of these". */
function exclude(changed) {
  if (!changed.checked || changed.type !== "checkbox") return;
  const alone = changed.dataset.behaviour === "exclusive";
  for (const other of document.getElementsByName(changed.name)) {
    if (other === changed || other.form !== changed.form) continue;
    if (alone || other.dataset.behaviour === "exclusive") {
      other.checked = false;
      reveal(other);
    }
  }
}

/** Say how many characters are left; the announcement waits until the writer pauses. */
function count(area) {
  const words = document.getElementById(`${area.id}-info`);
  const most = Number(area.dataset.maxlength);
  if (!words || !most) return;
  const spoken = document.createElement("div");
  spoken.className = "govuk-visually-hidden";
  spoken.setAttribute("aria-live", "polite");
  words.after(spoken);
  let pause;
  const say = () => {
    const left = most - area.value.replace(/\r?\n/g, area.dataset.newline ? "\n" : "\r\n").length; // as the server counts them
    words.textContent = (left < 0 ? words.dataset.over : words.dataset.left).replace("%n", String(Math.abs(left)));
    words.classList.toggle("tg-count--over", left < 0);
    clearTimeout(pause);
    pause = setTimeout(() => { spoken.textContent = words.textContent; }, 1000);
  };
  area.addEventListener("input", say);
  say();
}

/** A second click within three seconds sends nothing: slow terminals invite it. */
function once(form) {
  let sentAt = 0;
  form.addEventListener("submit", (event) => {
    if (event.timeStamp - sentAt < 3000 && sentAt) event.preventDefault();
    else sentAt = event.timeStamp;
  });
}

for (const input of document.querySelectorAll("input[data-aria-controls]")) {
  input.setAttribute("aria-controls", input.dataset.ariaControls);
  reveal(input);
}
document.addEventListener("change", ({ target }) => {
  if (!target.matches("input[type=radio], input[type=checkbox]")) return;
  exclude(target);
  const group = target.type === "radio" ? document.getElementsByName(target.name) : [target];
  for (const input of group) if (input.dataset.ariaControls) reveal(input);
});
addEventListener("pageshow", () => {
  for (const input of document.querySelectorAll("input[data-aria-controls]")) reveal(input); // Back restores answers
});
document.querySelectorAll("textarea[data-maxlength]").forEach(count);
document.querySelectorAll("form[method=post]").forEach(once);
document.querySelector("[data-focus-on-load]")?.focus();

// A link of the error summary goes to its field, and to its label, so that both are seen.
document.querySelector(".govuk-error-summary")?.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) return;
  event.preventDefault();
  (field.closest("fieldset, .govuk-form-group") ?? field).scrollIntoView();
  field.focus({ preventScroll: true });
});
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
