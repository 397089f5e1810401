// What is signed and what is sealed, opened with WebCrypto alone (SPEC.md, sections 3, 4, 6 and 9).
import { ALG, boxHeader, join, wrappingKey } from "./box.js";
import { readingKey } from "./keys.js";
import { MAX, b64, digest, isObject, only, readObject, refuse, text, unb64, utf8, whole } from "./strict.js";

const PROTECTED = b64(utf8('{"cty":"tg-section+jws","enc":"A256GCM","typ":"tg-section+jwe"}'));
const AHEAD = 300; // seconds
const MAX_READERS = 16;
const header = (typ, kid) => `{"alg":"Ed25519","kid":"${kid}","typ":"${typ}"}`;

/** The bytes that one of `signers` (Map of kid to key) signed as `typ`. */
export async function verifyBytes(token, typ, signers) {
  if (typeof token !== "string") refuse("type");
  if (token.length > MAX) refuse("oversize");
  const parts = token.split(".");
  if (parts.length !== 3) refuse("header");
  const raw = unb64(parts[0]);
  const said = readObject(raw, 512);
  if (Object.keys(said).sort().join() !== "alg,kid,typ") refuse("header");
  if (said.alg !== "Ed25519") refuse("alg");
  if (said.typ !== typ) refuse("typ");
  if (typeof said.kid !== "string") refuse("type");
  const key = signers.get(said.kid) ?? refuse("signer");
  if (text(raw) !== header(typ, said.kid)) refuse("header");
  const signature = unb64(parts[2], 64);
  if (!(await crypto.subtle.verify("Ed25519", key, signature, utf8(`${parts[0]}.${parts[1]}`)))) refuse("signature");
  return unb64(parts[1]);
}

export const verifyStatement = async (token, typ, signers) => readObject(await verifyBytes(token, typ, signers));

/** What a version of a section is bound to, as its one text. */
export const bindingText = ({ iss, rec, sec, ver }) =>
  `{"iss":"${iss}","rec":"${rec}","sec":"${sec}","v":1,"ver":${ver}}`;

export const digestOf = (core) =>
  digest([core.protected, core.aad, core.iv, core.ciphertext, core.tag].join("."));

async function readEntry(entry) {
  only(entry, ["header", "encrypted_key"]);
  const { alg, epk, kid } = only(entry.header, ["alg", "epk", "kid"]);
  if (alg !== ALG) refuse("alg");
  unb64(kid, 32);
  if (!isObject(epk)) refuse("type");
  if (["kid", "use", "key_ops", "ext", "alg"].some((name) => Object.hasOwn(epk, name))) refuse("members");
  const encryptedKey = unb64(entry.encrypted_key, 40);
  return { kid, encryptedKey, epk: (await readingKey(epk)).key };
}

/** Check all that can be checked without a key. */
async function readEnvelope(envelope, wantedHeader) {
  only(envelope, ["protected", "recipients", "aad", "iv", "ciphertext", "tag"]);
  if (!Array.isArray(envelope.recipients)) refuse("type");
  if (envelope.recipients.length < 1 || envelope.recipients.length > MAX_READERS) refuse("recipients");
  if (typeof envelope.protected !== "string") refuse("type");
  if (envelope.protected !== wantedHeader) refuse("protected");
  unb64(envelope.aad);
  const iv = unb64(envelope.iv, 12);
  const sealed = join(unb64(envelope.ciphertext), unb64(envelope.tag, 16));
  const entries = [];
  for (const entry of envelope.recipients) entries.push(await readEntry(entry));
  if (new Set(entries.map((entry) => entry.kid)).size !== entries.length) refuse("duplicate");
  return { iv, sealed, entries };
}

/** The bytes of a sealed thing. key: {kid, privateKey}; aad: the text it must be bound to; dig: if announced. */
async function decrypt(envelope, { wantedHeader, aad, dig, key }) {
  const { iv, sealed, entries } = await readEnvelope(envelope, wantedHeader);
  if (envelope.aad !== b64(utf8(aad))) refuse("binding");
  if (dig !== undefined && (await digestOf(envelope)) !== dig) refuse("digest");
  const entry = entries.find((one) => one.kid === key.kid) ?? refuse("reader");
  const kek = await wrappingKey(key.privateKey, entry.epk, "unwrapKey");
  const unwrapped = crypto.subtle.unwrapKey("raw", entry.encryptedKey, kek, "AES-KW", "AES-GCM", false, ["decrypt"]);
  const cek = await unwrapped.catch(() => refuse("unwrap"));
  const additionalData = utf8(`${envelope.protected}.${envelope.aad}`);
  const opened = crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData, tagLength: 128 }, cek, sealed);
  return new Uint8Array(await opened.catch(() => refuse("content")));
}

/**
 * Open what is expected to be this version of this section: {data, iat, prev}.
 * expected   {iss, rec, sec, ver} from what was asked for, never from the envelope
 * dig        the announced digest; key {kid, privateKey}; signers of expected.iss; now in seconds since 1970
 */
export async function openSection(envelope, { expected, dig, key, signers, now }) {
  const aad = bindingText(expected);
  const token = text(await decrypt(envelope, { wantedHeader: PROTECTED, aad, dig, key }));
  const payload = readObject(await verifyBytes(token, "tg-section+jws", signers));
  only(payload, ["iss", "rec", "sec", "v", "ver", "prev", "iat", "data"]);
  checkBinding(payload, expected);
  if (!isObject(payload.data)) refuse("type");
  checkTime(payload.iat, now);
  return { data: payload.data, iat: payload.iat, prev: payload.prev };
}

/** Check a head: {kids, rev}. */
export async function openHead(token, { expected, dig, signers, now }) {
  const payload = await verifyStatement(token, "tg-head+jws", signers);
  only(payload, ["dig", "iat", "iss", "kids", "prev", "rec", "rev", "sec", "v", "ver"]);
  checkBinding(payload, expected);
  unb64(payload.dig, 32);
  if (payload.dig !== dig) refuse("digest");
  const kids = readKids(payload.kids);
  whole(payload.rev);
  checkTime(payload.iat, now);
  return { kids, rev: payload.rev };
}

function readKids(kids) {
  if (!Array.isArray(kids)) refuse("type");
  if (kids.length < 1 || kids.length > MAX_READERS) refuse("recipients");
  for (const kid of kids) unb64(kid, 32);
  if (new Set(kids).size !== kids.length) refuse("duplicate");
  return [...kids].sort().join() === kids.join() ? kids : refuse("recipients");
}

function checkBinding(payload, expected) {
  if (payload.v !== 1 || !["iss", "rec", "sec", "ver"].every((name) => payload[name] === expected[name])) refuse("binding");
  if ((payload.prev === null) !== (expected.ver === 1)) refuse("order");
  if (payload.prev !== null) unb64(payload.prev, 32);
}

function checkTime(iat, now) {
  if (whole(iat) > now + AHEAD) refuse("future");
}

/** The bytes in a box of this type that belongs to this. */
export async function openBox(box, { typ, aad, key }) {
  if (Array.isArray(box.recipients) && box.recipients.length > 1) await readEnvelope(box, boxHeader(typ)).then(() => refuse("recipients"));
  return decrypt(box, { wantedHeader: boxHeader(typ), aad, key });
}

export { sealTo } from "./box.js";
