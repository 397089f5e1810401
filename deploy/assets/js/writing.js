// Who is writing is there: a long page of questions must not end in the sign-in when it is saved.
// Twenty minutes without a word still end the session.

const EVERY = 5 * 60 * 1000;
let told = Date.now();

document.addEventListener("input", (event) => {
  if (!event.target.closest("form[method=post]") || Date.now() - told < EVERY) return;
  told = Date.now();
  fetch("/health/live", { cache: "no-store" }).catch(() => { told = 0; }); // no line: try again with the next word
});
