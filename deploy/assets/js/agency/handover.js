// One handover, checked from the pinned authority down: whose key the prison's is, what the prison listed, each section.
import { readingKey, signingKey } from "./keys.js";
import { openHead, openSection, verifyStatement } from "./sealing.js";
import { Unreadable, digest, only, readObject, refuse, text, unb64, whole } from "./strict.js";
import { remember, seen } from "./store.js";

const LISTING = ["agency", "closes_on", "iat", "id", "opens_on", "prison", "rec", "release_on", "revision", "sections", "v"];
const ONWARD = ["NO", "ASK", "SAME_PURPOSE"];
const MAX_SECTIONS = 64;
const DAY = /^\d{4}-\d\d-\d\d$/;
const AHEAD = 300; // seconds

/** The fault of an error: a word of SPEC.md for what cannot be trusted; anything else is ours and goes on up. */
export function faultOf(error) {
  if (error instanceof Unreadable) return error.fault;
  throw error;
}

/** What central gave out, if it has the form of {handovers: [{id, token, sections}], nodes: [statement]}. */
export function readGiven(given) {
  only(given, ["handovers", "nodes"]);
  if (!Array.isArray(given.handovers) || !Array.isArray(given.nodes)) refuse("type");
  for (const found of given.handovers) {
    only(found, ["id", "sections", "token"]);
    if (!Array.isArray(found.sections)) refuse("type");
    for (const section of found.sections) only(section, ["envelope", "head", "sec"]);
  }
  return given;
}

/**
 * The nodes that the pinned authority vouches for: Map of node to {name, signers, reader}.
 * A statement that is not the authority's is as if it had not come.
 */
export async function trustedNodes(statements, authority) {
  const { kid, key } = await signingKey(authority);
  const nodes = new Map();
  for (const statement of statements) {
    try {
      const said = only(await verifyStatement(statement, "tg-directory+jws", new Map([[kid, key]])), ["iat", "node", "v"]);
      await addNode(nodes, only(said.node, ["keys", "name", "node"]), whole(said.iat));
    } catch (error) {
      faultOf(error);
    }
  }
  return nodes;
}

async function addNode(nodes, { keys, name, node }, iat) {
  const known = nodes.get(node) ?? { name, signers: new Map(), iat: -1 };
  for (const { use, jwk } of keys) {
    if (use === "SIGN") {
      const signer = await signingKey(jwk);
      known.signers.set(signer.kid, signer.key);
    } else if (use === "READ" && iat > known.iat) {
      known.reader = await readingKey(jwk);
    }
  }
  nodes.set(node, iat > known.iat ? { ...known, name, iat } : known);
}

/**
 * What the prison signed about this handover, compared with what was asked for. id: the handover's; agency: the one that the key reads for; today: "2027-03-01".
 */
async function readToken(token, { id, agency, nodes, today, now }) {
  const issuer = String(readPayload(token).prison);
  const node = nodes.get(issuer) ?? refuse("directory");
  const stated = await verifyStatement(token, "tg-handover+jws", node.signers);
  const said = only(stated, stated.v === 2 ? [...LISTING, "onward"] : LISTING);
  if (said.v !== 2 && said.v !== 1) refuse("binding");
  if (said.v === 2 && !ONWARD.includes(said.onward)) refuse("members");
  if (said.prison !== issuer || said.id !== id || said.agency !== agency) refuse("binding");
  if (whole(said.iat) > now + AHEAD) refuse("future");
  for (const day of ["opens_on", "release_on", "closes_on"]) if (!DAY.test(said[day])) refuse("type");
  if (today < said.opens_on || today > said.closes_on) refuse("window");
  whole(said.revision);
  readList(said.sections);
  return { ...said, node };
}

/** What a token says, before anybody is believed. */
export function readPayload(token) {
  const parts = typeof token === "string" ? token.split(".") : refuse("type");
  return readObject(text(unb64(parts[1] ?? "")));
}

function readList(sections) {
  if (!Array.isArray(sections) || sections.length < 1 || sections.length > MAX_SECTIONS) refuse("members");
  const names = sections.map((one) => {
    only(one, ["dig", "iss", "sec", "ver"]);
    unb64(one.dig, 32);
    return /^[A-Z][A-Z0-9_]{0,63}$/.test(one.sec) && whole(one.ver) >= 1 ? one.sec : refuse("type");
  });
  if (names.join() !== [...new Set(names)].sort().join()) refuse("duplicate");
}

/** Refuse what is older than this browser has seen (Map of id to {number, dig}), and another text under one number. */
function checkFresh(before, { id, number, dig }) {
  const last = before.get(id);
  if (!last) return;
  if (number < last.number) refuse("rolled_back");
  if (number === last.number && dig !== last.dig) refuse("forked");
}

/**
 * Open one listed section: {sec, ver, data, iat, from} or {sec, ver, fault}. Never throws for what cannot be trusted.
 * holder: the prison that handed over. It signs the newest head also of what another prison wrote before a transfer.
 */
async function openListed(listed, given, { rec, key, nodes, holder, now, before }) {
  const { sec, ver, dig, iss } = listed;
  try {
    if (!given) refuse("missing");
    const node = nodes.get(iss) ?? refuse("directory");
    const expected = { iss, rec, sec, ver };
    const signers = new Map([...node.signers, ...holder.signers]);
    const head = await openHead(given.head, { expected, dig, signers, now });
    if (!head.kids.includes(key.kid)) refuse("reader");
    checkFresh(before, entryOf(rec, listed));
    const opened = await openSection(given.envelope, { expected, dig, key, signers: node.signers, now });
    return { sec, ver, data: opened.data, iat: opened.iat, from: node.name };
  } catch (error) {
    return { sec, ver, fault: faultOf(error) };
  }
}

const entryOf = (rec, { sec, ver, dig }) => ({ id: `${rec} ${sec}`, number: ver, dig });

/** `work`'s answer, or {id, fault} when what it reads cannot be trusted. */
async function guarded(id, work) {
  try {
    return await work();
  } catch (error) {
    return { id, fault: faultOf(error) };
  }
}

/** What a handover's statement lists, and under which numbers this browser is to remember it. */
async function readOne({ id, token, sections }, { key, nodes, today, now, wanted }) {
  const said = await readToken(token, { id, agency: key.agency, nodes, today, now });
  const listed = said.sections.filter((one) => wanted === undefined || one.sec === wanted);
  const list = { id: `handover ${id}`, number: said.revision, dig: await digest(token) };
  const given = new Map(sections.map((one) => [one.sec, one]));
  return { id, said, listed, given, list, entries: listed.map((one) => entryOf(said.rec, one)) };
}

async function openOne({ id, said, listed, given, list, entries }, before, { key, nodes, now }) {
  checkFresh(before, list);
  const settings = { rec: said.rec, key, nodes, holder: said.node, now, before };
  const sections = await Promise.all(listed.map((one) => openListed(one, given.get(one.sec), settings)));
  return { id, said, sections, entries: [list, ...entries.filter((_, place) => !sections[place].fault)] };
}

/**
 * Open handovers as they came from central: {id, said, sections} each, or {id, fault} when nothing of it can be
 * trusted. How far they were seen is read once and written once.
 * wanted: the one section to open (an inbox wants the cover sheet alone), else all that the prison listed.
 */
export async function openHandovers(handovers, settings) {
  const read = await Promise.all(handovers.map((found) => guarded(found.id, () => readOne(found, settings))));
  const before = await seen(read.flatMap((one) => (one.fault ? [] : [one.list, ...one.entries])).map(({ id }) => id));
  const opened = await Promise.all(
    read.map((one) => (one.fault ? one : guarded(one.id, () => openOne(one, before, settings)))),
  );
  await remember(opened.flatMap((one) => one.entries ?? []));
  return opened;
}
