// One letter from prison, checked from the pinned authority down: whose key the prison's is, and what it signed.
import { readPayload, trustedNodes } from "./handover.js";
import { readingKey } from "./keys.js";
import { openBox, sealTo, verifyStatement } from "./sealing.js";
import { only, refuse, text, utf8, whole } from "./strict.js";

const SAID = ["agency", "iat", "id", "lang", "lines", "name", "number", "prison", "private", "reply", "sent_at", "v"];
const AHEAD = 300; // seconds
const MAX_LINES = 64;

/** What central gave out, if it has the form of {agency, boxes, id, nodes}. */
export function readGivenLetter(given) {
  only(given, ["agency", "boxes", "id", "nodes"]);
  if (!Array.isArray(given.boxes) || !Array.isArray(given.nodes)) refuse("type");
  return given;
}

/**
 * The letter that was asked for: {said, node, reply}. id: the letter's, key {kid, privateKey, agency}, from what was
 * asked for and what this browser holds, never from what came.
 */
export async function openLetter(given, { id, key, authority, now }) {
  const box = given.boxes.find((one) => one?.recipients?.[0]?.header?.kid === key.kid) ?? refuse("reader");
  const aad = `{"agency":"${key.agency}","letter":"${id}"}`;
  const token = text(await openBox(box, { typ: "tg-letter+jwe", aad, key }));
  const issuer = String(readPayload(token).prison);
  const node = (await trustedNodes(given.nodes, authority)).get(issuer) ?? refuse("directory");
  const said = only(await verifyStatement(token, "tg-letter+jws", node.signers), SAID);
  if (said.v !== 1 || said.prison !== issuer || said.id !== id || said.agency !== key.agency) refuse("binding");
  if (whole(said.iat) > now + AHEAD) refuse("future");
  whole(said.sent_at);
  for (const name of ["lang", "name", "number"]) if (typeof said[name] !== "string") refuse("type");
  if (typeof said.private !== "boolean") refuse("type");
  readLines(said.lines);
  return { said, node, reply: await readingKey(said.reply) };
}

function readLines(lines) {
  if (!Array.isArray(lines) || lines.length > MAX_LINES) refuse("type");
  for (const line of lines) {
    const pair = Array.isArray(line) && line.length === 2 && line.every((part) => typeof part === "string");
    if (!pair) refuse("type");
  }
}

/** An answer for the key that the letter brought: {id, sealed}, made once and sent again as it is. */
export async function sealAnswer({ said: letter, reply }, { worker_name, said }) {
  const id = crypto.randomUUID();
  const aad = `{"agency":"${letter.agency}","id":"${id}","letter":"${letter.id}"}`;
  const plain = { at: new Date().toISOString(), said, v: 1, worker_name };
  return { id, sealed: await sealTo(reply, "tg-letter-answer+jwe", aad, utf8(JSON.stringify(plain))) };
}
