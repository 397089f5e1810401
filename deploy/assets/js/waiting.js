// A form whose answer takes a while says so as soon as it is sent.

for (const words of document.querySelectorAll("form [data-while-sent]")) {
  words.closest("form").addEventListener("submit", () => { words.textContent = words.dataset.whileSent; });
}
addEventListener("pageshow", () => {
  for (const words of document.querySelectorAll("[data-while-sent]")) words.textContent = "";
});
