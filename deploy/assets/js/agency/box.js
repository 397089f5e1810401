// One sealed thing for one reader, with WebCrypto alone (SPEC.md, section 7).
import { b64, refuse, utf8 } from "./strict.js";

export const ALG = "ECDH-ES+A256KW";
const ROUND = Uint8Array.of(0, 0, 0, 1);
const OTHER_INFO = Uint8Array.of(0, 0, 0, 14, ...utf8(ALG), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0);

export const boxHeader = (typ) => b64(utf8(`{"enc":"A256GCM","typ":"${typ}"}`));

export function join(...parts) {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

/** The key that wraps the content key, from an agreement. */
export async function wrappingKey(privateKey, publicKey, usage) {
  let agreed;
  try {
    agreed = await crypto.subtle.deriveBits({ name: privateKey.algorithm.name, public: publicKey }, privateKey, 256);
  } catch {
    return refuse("key"); // another curve, or a point of low order
  }
  const raw = await crypto.subtle.digest("SHA-256", join(ROUND, new Uint8Array(agreed), OTHER_INFO));
  return crypto.subtle.importKey("raw", raw, "AES-KW", false, [usage]);
}

/** Seal bytes for one reader: the text of a box. aad: canonical JSON text. */
export async function sealTo(reader, typ, aad, plaintext) {
  const curve = reader.key.algorithm;
  const ephemeral = await crypto.subtle.generateKey(curve, true, ["deriveBits"]);
  const { crv, kty, x, y } = await crypto.subtle.exportKey("jwk", ephemeral.publicKey);
  const kek = await wrappingKey(ephemeral.privateKey, reader.key, "wrapKey");
  const cek = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"]);
  const encryptedKey = b64(new Uint8Array(await crypto.subtle.wrapKey("raw", cek, kek, "AES-KW")));
  const envelope = { protected: boxHeader(typ), aad: b64(utf8(aad)) };
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = utf8(`${envelope.protected}.${envelope.aad}`);
  const sealed = new Uint8Array(
    await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData, tagLength: 128 }, cek, plaintext),
  );
  const epk = y === undefined ? { crv, kty, x } : { crv, kty, x, y };
  envelope.recipients = [{ header: { alg: ALG, epk, kid: reader.kid }, encrypted_key: encryptedKey }];
  return JSON.stringify({
    ...envelope,
    iv: b64(iv),
    ciphertext: b64(sealed.subarray(0, -16)),
    tag: b64(sealed.subarray(-16)),
  });
}
