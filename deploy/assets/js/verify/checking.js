// Is this award good? One word, as education/badges/SPEC.md, section 5, says it. Nothing of the award leaves this page.
import { Unreadable, digest, isObject, readObject, refuse, text, unb64, utf8 } from "../agency/strict.js";

const AWARD = "JWT", LIST = "vc+jwt";
const LONGEST = { [AWARD]: 2_700, [LIST]: 200_000 }; // characters
const SIZE = 131_072, MOST = 1_048_576; // bits of a list
const CLOCKS_DIFFER = 300, LIST_COUNTS = 45 * 86_400; // seconds
const CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"];
const ALWAYS = ["@context", "id", "type", "name", "issuer", "validFrom", "credentialSubject", "credentialStatus", "iss", "jti", "nbf", "sub"];
const SOMETIMES = ["evidence", "validUntil", "exp"];
const OF_A_LIST = ["@context", "id", "type", "issuer", "validFrom", "validUntil", "credentialSubject", "iss", "jti", "nbf", "exp", "sub"];

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const words = (value) => (typeof value === "string" ? value : refuse("type"));
const needed = (holds) => holds || refuse("binding");

/** Seconds since 1970 of the one spelling: whole seconds, Z. */
function time(value) {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(words(value))) refuse("type");
  const at = new Date(value);
  if (Number.isNaN(at.getTime()) || at.toISOString() !== value.replace("Z", ".000Z")) refuse("type");
  return at.getTime() / 1000;
}

/** Whatever is missing or of another kind is one fault. */
function tidy(read) {
  try {
    return read();
  } catch (error) {
    throw error instanceof Unreadable ? error : new Unreadable("type");
  }
}

/** The address of the key that a token of this type names; nothing is verified yet. */
export function kidOf(token, typ = AWARD) {
  if (token.length > LONGEST[typ]) refuse("oversize");
  const parts = token.split(".");
  if (parts.length !== 3) refuse("header");
  const raw = unb64(parts[0]);
  if (raw.length > 512) refuse("oversize");
  const head = text(raw);
  const { kid } = readObject(head, 512);
  if (head !== `{"alg":"ES256","kid":"${words(kid)}","typ":"${typ}"}`) refuse("header");
  return kid;
}

async function verified(token, typ, jwk) {
  kidOf(token, typ);
  const [head, payload, signature] = token.split(".");
  const how = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("jwk", jwk, how, false, ["verify"]).catch(() => refuse("key"));
  if (!(await crypto.subtle.verify(how, key, unb64(signature, 64), utf8(`${head}.${payload}`)))) refuse("signature");
  return unb64(payload);
}

/** What a signed payload says, if it is an award as section 3 wants it. */
function readAward(payload) {
  const said = readObject(payload);
  const names = Object.keys(said);
  if (!ALWAYS.every((name) => names.includes(name)) || !names.every((name) => [...ALWAYS, ...SOMETIMES].includes(name))) refuse("members");
  if ("exp" in said !== "validUntil" in said) refuse("members");
  return tidy(() => {
    const { issuer, credentialSubject: subject, credentialStatus: status } = said;
    const at = time(said.validFrom), until = "exp" in said ? time(said.validUntil) : null;
    needed(same(said["@context"], CONTEXT) && same(said.type, ["VerifiableCredential", "OpenBadgeCredential"]));
    needed(said.iss === issuer.id && said.jti === said.id && said.sub === subject.id);
    needed(said.nbf === at && (until === null || said.exp === until));
    needed(status.type === "BitstringStatusListEntry" && status.statusPurpose === "revocation");
    needed(status.statusListCredential.startsWith(`${issuer.id}/status/`));
    needed(/^(0|-?[1-9]\d*)$/.test(words(status.statusListIndex)));
    if (subject.identifier.length !== 1) refuse("type");
    return {
      issuer: words(issuer.id),
      issuerName: words(issuer.name),
      learner: words(subject.identifier[0].identityHash),
      name: words(subject.achievement.name),
      description: words(subject.achievement.description),
      criteria: words(subject.achievement.criteria.narrative),
      result: "result" in subject ? words(subject.result[0].value) : "",
      evidence: "evidence" in said ? words(said.evidence[0].narrative) : "",
      at,
      until,
      list: words(status.statusListCredential),
      index: Number(status.statusListIndex),
    };
  });
}

/** One gzip member, never more than the cap. */
async function expand(squeezed) {
  const reader = new Blob([squeezed]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const bits = new Uint8Array(MOST / 8);
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => refuse("length"));
    if (done) break;
    if (size + value.length > bits.length) {
      await reader.cancel().catch(() => 0);
      refuse("oversize");
    }
    bits.set(value, size);
    size += value.length;
  }
  const told = new DataView(squeezed.buffer, squeezed.byteOffset + squeezed.length - 4).getUint32(0, true);
  if (size * 8 < SIZE || told !== size) refuse("length"); // another size: more than one member
  return bits.subarray(0, size);
}

/** What a signed payload says, if it is a list as section 4 wants it. */
async function readList(payload) {
  const said = readObject(payload);
  const names = Object.keys(said);
  if (names.length !== OF_A_LIST.length || !OF_A_LIST.every((name) => names.includes(name))) refuse("members");
  const { subject, at, until, encoded } = tidy(() => {
    const { credentialSubject: subject } = said;
    const at = time(said.validFrom), until = time(said.validUntil);
    needed(same(said.type, ["VerifiableCredential", "BitstringStatusListCredential"]));
    needed(said.iss === said.issuer && said.jti === said.id && said.sub === subject.id);
    needed(said.nbf === at && said.exp === until && until - at <= LIST_COUNTS);
    needed(said.id.startsWith(`${said.issuer}/status/`));
    needed(subject.type === "BitstringStatusList" && subject.statusPurpose === "revocation");
    needed(words(subject.encodedList).startsWith("u"));
    return { subject, at, until, encoded: subject.encodedList };
  });
  if (!isObject(subject)) refuse("type");
  return { address: said.id, issuer: said.issuer, at, until, bits: await expand(unb64(encoded.slice(1))) };
}

async function byList(award, keyOf, listOf, now) {
  const token = await listOf(award.list);
  if (token === undefined) refuse("signer");
  const kid = kidOf(token, LIST);
  if (!kid.startsWith(`${award.issuer}/keys/`)) refuse("signer");
  const jwk = await keyOf(kid);
  if (!jwk) refuse("signer");
  const list = await readList(await verified(token, LIST, jwk));
  needed(list.address === award.list && list.issuer === award.issuer);
  needed(list.at - CLOCKS_DIFFER <= now && now < list.until);
  if (award.index < 0 || award.index >= list.bits.length * 8) refuse("length");
  const gone = list.bits[award.index >> 3] & (0x80 >> (award.index & 7));
  return { word: gone ? "WITHDRAWN" : "VALID", award, seenAt: list.at };
}

/** Whether a JWK is the one that its address names, by its RFC 7638 thumbprint. */
export async function isNamed(jwk, kid) {
  if (!isObject(jwk) || jwk.kty !== "EC" || jwk.crv !== "P-256") return false;
  const canonical = `{"crv":"P-256","kty":"EC","x":${JSON.stringify(jwk.x)},"y":${JSON.stringify(jwk.y)}}`;
  return kid.endsWith(`/keys/${await digest(canonical)}`);
}

/**
 * Say what an award is worth now: {word, award, seenAt}. `award` only where the signature holds.
 * base    the address under which issuers are trusted.
 * keyOf   address → JWK; null: there is none; undefined: it could not be seen.
 * listOf  address → signed list; undefined: it could not be seen.
 * now     seconds since 1970.
 */
export async function check(token, { base, keyOf, listOf, now }) {
  let kid, award;
  try {
    kid = kidOf(token);
    if (!kid.startsWith(`${base}/issuers/`)) return { word: "WRONG_ISSUER" };
    const jwk = await keyOf(kid);
    if (jwk === undefined) return { word: "NOT_CHECKED" };
    if (jwk === null) return { word: "WRONG_ISSUER" };
    award = readAward(await verified(token, AWARD, jwk));
    needed(kid.startsWith(`${award.issuer}/keys/`));
  } catch (error) {
    if (error instanceof Unreadable) return { word: "ALTERED" };
    throw error;
  }
  if (now < award.at - CLOCKS_DIFFER) return { word: "NOT_YET", award };
  if (award.until !== null && now >= award.until) return { word: "EXPIRED", award };
  try {
    return await byList(award, keyOf, listOf, now);
  } catch (error) {
    if (error instanceof Unreadable) return { word: "NOT_CHECKED", award };
    throw error;
  }
}

