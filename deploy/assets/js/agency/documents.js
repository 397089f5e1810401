// The documents of a record: listed from the opened section; each file fetched sealed, opened and shown here alone.
import { openBlob } from "./blob.js";
import { faultOf } from "./handover.js";
import { Refused, birthday, copy, fill, say, show, words } from "./page.js";
import { b64, isObject, readJson, text } from "./strict.js";

const TYPES = {
  "application/pdf": "pdf",
  "image/jpeg": "jpg",
  "image/png": "png",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
};
const STARTS = { pdf: [0x25, 0x50, 0x44, 0x46, 0x2d], jpg: [0xff, 0xd8, 0xff], png: [0x89, 0x50, 0x4e, 0x47], docx: [0x50, 0x4b, 3, 4] };
const WRAPPED = 40; // bytes of the content key before the blob

const named = (code) => (document.querySelector(`[data-words="document-${CSS.escape(String(code))}"]`) ? words(`document-${code}`) : String(code));
const startsAs = (bytes, kind) => STARTS[kind].every((byte, at) => bytes[at] === byte);

function address(bytes, media) {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return `data:${media};base64,${btoa(binary)}`;
}

/** One file: fetched, checked against the section, opened. */
async function fetched(stored, { rec, url }) {
  const body = new URLSearchParams({ blob: String(stored.blob) });
  body.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  const answer = await fetch(url, { method: "POST", body, cache: "no-store" }).catch(() => null);
  if (!answer) throw new Refused(words("no-line"));
  if (answer.status === 404) throw new Refused(words("file-missing"));
  if (answer.status === 401 || answer.status === 403 || answer.redirected) throw new Refused(words("signed-out"));
  if (!answer.ok) throw new Refused(words("no-answer"));
  const came = new Uint8Array(await answer.arrayBuffer());
  const wrapped = b64(came.subarray(0, WRAPPED));
  return openBlob(came.subarray(WRAPPED), { wrapped, key: stored.key, rec, name: stored.blob });
}

/** The pictures of a PDF's pages: a line of JSON with their lengths, then one JPEG after another. */
function picturesIn(bytes) {
  const end = bytes.indexOf(10);
  const lengths = readJson(text(bytes.subarray(0, end)));
  let at = end + 1;
  return Array.isArray(lengths) ? lengths.map((length) => bytes.subarray(at, (at += Number(length)))) : [];
}

function pictureOf(bytes, media, alt) {
  const made = document.createElement("img");
  if (!startsAs(bytes, TYPES[media])) throw new Refused(words("file-other"));
  made.src = address(bytes, media);
  made.alt = alt;
  made.className = "tg-leaf";
  return made;
}

/** Hand a file to the browser to be saved: only when it is asked for, and after saying what that means. */
function save(bytes, row, kind) {
  if (!startsAs(bytes, kind)) throw new Refused(words("file-other"));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  link.download = `${String(row.code).toLowerCase()}.${kind}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function look(row, made, where) {
  const place = made.querySelector("[data-shown]");
  const name = named(row.code);
  if (row.media === "application/pdf") {
    const pages = picturesIn(await fetched(row.views, where));
    const alts = pages.map((_, n) => words("page-of").replace("NUMBER", String(n + 1)).replace("NAME", () => name));
    place.replaceChildren(...pages.map((bytes, n) => pictureOf(bytes, "image/jpeg", alts[n])));
    if (row.pages > pages.length) place.append(copy("t-answer", { answer: words("more-pages").replace("NUMBER", String(row.pages - pages.length)) }));
  } else {
    place.replaceChildren(pictureOf(await fetched(row.file, where), row.media, name));
  }
  say(words("file-shown"));
}

/** Run what a button asks for, with the fault beside it. */
function on(button, made, work) {
  button.addEventListener("click", async () => {
    const problem = made.querySelector("[data-problem]");
    button.disabled = true;
    show(problem, false);
    try {
      await work();
    } catch (error) {
      problem.textContent = error instanceof Refused ? error.message : `${words(`fault-${faultOf(error)}`)} ${words("file-refused")}`;
      show(problem);
      say(problem.textContent);
    } finally {
      button.disabled = false;
    }
  });
}

function cardOf(row, where) {
  const kind = TYPES[row.media];
  const made = copy("t-document", { name: named(row.code), title: String(row.title ?? "") });
  const days = [
    row.issued_on ? words("issued-on").replace("DATE", birthday(row.issued_on)) : "",
    row.expires_on ? words("ends-on").replace("DATE", birthday(row.expires_on)) : "",
  ];
  fill(made, "days", days.filter(Boolean).join(". "));
  const looks = made.querySelector("[data-look]"), saves = made.querySelector("[data-save]");
  show(looks, kind === "pdf" ? isObject(row.views) : kind === "jpg" || kind === "png");
  show(made.querySelector("[data-word]"), kind === "docx");
  on(looks, made, () => look(row, made, where));
  on(saves, made, async () => save(await fetched(row.file, where), row, kind));
  return made;
}

/** The section of documents. where: {rec, url}. What is no document of a known kind is left out. */
export function documentsOf(section, { title, said, rec, url }) {
  const made = copy("t-section", { title, said });
  const rows = Array.isArray(section.data.documents) ? section.data.documents.filter((row) => isObject(row) && isObject(row.file) && TYPES[row.media]) : [];
  const cards = rows.map((row) => cardOf(row, { rec, url }));
  made.querySelector("dl").replaceWith(...(cards.length ? cards : [copy("t-answer", { answer: words("no-documents") })]));
  return made;
}
