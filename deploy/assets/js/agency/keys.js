// Keys by their RFC 7638 thumbprints (SPEC.md, section 2).
import { digest, isObject, refuse, unb64 } from "./strict.js";

const SHAPES = {
  "P-256": { kty: "EC", parts: ["x", "y"], algorithm: { name: "ECDH", namedCurve: "P-256" } },
  X25519: { kty: "OKP", parts: ["x"], algorithm: { name: "X25519" } },
  Ed25519: { kty: "OKP", parts: ["x"], algorithm: { name: "Ed25519" } },
};
const BROWSERS_WRITE = ["kid", "use", "key_ops", "ext", "alg"];
const SIGNING = ["Ed25519"];
const READING = ["P-256", "X25519"];

const FIELD = 2n ** 255n - 19n;
const ORDER_8 = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;
const LOW_ORDER = [0n, 1n, FIELD - 1n, ORDER_8, FIELD - ORDER_8];

/** An Ed25519 point in its one spelling and of full order; a browser would take the others. */
function checkPoint(bytes) {
  const y = bytes.reduceRight((number, byte) => number * 256n + BigInt(byte), 0n) % 2n ** 255n;
  if (y >= FIELD || LOW_ORDER.includes(y)) refuse("key");
}

/** The members that make a public key, in the thumbprint's order; anything else is refused. */
function essence(jwk, curves) {
  if (!isObject(jwk)) refuse("type");
  if (Object.hasOwn(jwk, "d")) refuse("key");
  if (typeof jwk.crv !== "string" || typeof jwk.kty !== "string") refuse("type");
  const shape = curves.includes(jwk.crv) ? SHAPES[jwk.crv] : refuse("key");
  if (jwk.kty !== shape.kty) refuse("key");
  const wanted = ["crv", "kty", ...shape.parts];
  const found = Object.keys(jwk).filter((name) => !BROWSERS_WRITE.includes(name));
  if (found.length !== wanted.length || !wanted.every((name) => Object.hasOwn(jwk, name))) refuse("members");
  const points = shape.parts.map((part) => unb64(jwk[part], 32));
  if (jwk.crv === "Ed25519") checkPoint(points[0]);
  return Object.fromEntries(wanted.map((name) => [name, jwk[name]]));
}

async function importPublic(jwk, curves, usages) {
  const members = essence(jwk, curves);
  const kid = await digest(JSON.stringify(members));
  if (Object.hasOwn(jwk, "kid") && jwk.kid !== kid) refuse("key");
  try {
    const key = await crypto.subtle.importKey("jwk", members, SHAPES[members.crv].algorithm, true, usages);
    return { kid, key, jwk: members };
  } catch {
    return refuse("key"); // not on the curve, or a curve that this browser lacks
  }
}

/** {kid, key, jwk} of a stranger's JWK that verifies signatures. */
export const signingKey = (jwk) => importPublic(jwk, SIGNING, ["verify"]);

/** {kid, key, jwk} of a stranger's JWK that things are sealed to. */
export const readingKey = (jwk) => importPublic(jwk, READING, []);

export const thumbprint = async (jwk) => digest(JSON.stringify(essence(jwk, [...READING, ...SIGNING])));

/** A thumbprint to read out: its first 16 bytes as eight numbers of five digits (accounts/directory.py). */
export function fingerprint(kid) {
  const bytes = unb64(kid, 32);
  const groups = [];
  for (let at = 0; at < 16; at += 2) groups.push(String(bytes[at] * 256 + bytes[at + 1]).padStart(5, "0"));
  return groups;
}

/** Whether this browser can check what prisons sign. */
export async function canVerify() {
  try {
    const jwk = { crv: "Ed25519", kty: "OKP", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };
    await crypto.subtle.importKey("jwk", jwk, { name: "Ed25519" }, false, ["verify"]);
    return true;
  } catch {
    return false;
  }
}
