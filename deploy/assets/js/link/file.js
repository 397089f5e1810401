// A sealed file that was saved: it opens itself with six words, without any line (passport/pocket/SPEC.md, section 6).
import { normal } from "../agency/backup.js";
import { only, readObject, refuse, text, unb64, utf8 } from "../agency/strict.js";

const place = (id) => document.getElementById(id);
const held = place("held").textContent;
const FILE_ROUNDS = 600000;
const FILE_AAD = utf8('{"typ":"tg-file","v":1}');

async function opened(phrase) {
  const members = only(readObject(held, 4 * 1024 * 1024), ["ciphertext", "iv", "salt", "typ", "v"]);
  if (members.typ !== "tg-file" || members.v !== 1) refuse("typ");
  const secret = await crypto.subtle.importKey("raw", utf8(phrase), "PBKDF2", false, ["deriveKey"]);
  const rounds = { name: "PBKDF2", hash: "SHA-256", salt: unb64(members.salt, 16), iterations: FILE_ROUNDS };
  const key = await crypto.subtle.deriveKey(rounds, secret, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  const how = { name: "AES-GCM", iv: unb64(members.iv, 12), additionalData: FILE_AAD };
  const bytes = await crypto.subtle.decrypt(how, key, unb64(members.ciphertext)).catch(() => refuse("passphrase"));
  return readObject(text(new Uint8Array(bytes)).trimEnd(), 4 * 1024 * 1024);
}

function element(name, words) {
  const made = document.createElement(name);
  made.textContent = words;
  made.dir = "auto";
  return made;
}

function showPaper(paper) {
  const shown = place("paper");
  shown.replaceChildren(element("h2", paper.name), element("p", `${paper.prison}, ${paper.made_on} → ${paper.to}`));
  for (const part of paper.parts) {
    const list = document.createElement("dl");
    for (const [about, said] of part.rows) list.append(element("dt", about), element("dd", said));
    shown.append(element("h3", part.title), list);
  }
  shown.lang = paper.lang === "cy" ? "cy" : "en";
}

async function tell(typed) {
  const phrase = normal(typed);
  place("wrong").hidden = true;
  place("working").hidden = false;
  try {
    showPaper(await opened(phrase ?? refuse("passphrase")));
    place("open").hidden = true;
    place("lock").hidden = false;
  } catch {
    place("wrong").hidden = false;
    place("wrong").focus();
  } finally {
    place("working").hidden = true;
  }
}

place("open").addEventListener("submit", (event) => {
  event.preventDefault();
  tell(place("words").value);
});
place("lock").addEventListener("click", () => {
  place("paper").replaceChildren();
  place("open").reset();
  place("open").hidden = false;
  place("lock").hidden = true;
});
