// The page that was saved as one file: it checks awards with the keys and lists that it brought along, without a line.
import { check } from "./checking.js";

const place = (id) => document.getElementById(id);
const held = JSON.parse(place("held").textContent);
const SHOWN = ["learner", "name", "result", "description", "criteria", "evidence", "issuerName"];

async function tell(text) {
  const token = text.slice(text.indexOf("#") + 1).replace(/\s+/g, "");
  const { word, award } = await check(token, {
    base: held.base,
    keyOf: async (kid) => (Object.hasOwn(held.keys, kid) ? held.keys[kid] : undefined),
    listOf: async (address) => (Object.hasOwn(held.lists, address) ? held.lists[address] : undefined),
    now: Math.floor(Date.now() / 1000),
  });
  for (const block of document.querySelectorAll("[data-word]")) block.hidden = block.dataset.word !== word;
  place("award").hidden = !award;
  for (const name of SHOWN) {
    const line = document.querySelector(`[data-fill="${name}"]`);
    line.textContent = award?.[name] ?? "";
    line.parentElement.hidden = !line.textContent;
  }
  place("answer").dataset.said = word;
  place("answer").focus();
}

place("paste").addEventListener("submit", (event) => {
  event.preventDefault();
  tell(place("pasted").value);
});
