// A blob: one sealed file, opened with what a section that was opened says of it (passport/sync/SPEC.md, "Blobs").
import { b64, refuse, unb64, utf8 } from "./strict.js";

const FIRST_LINE = "tg-blob 1\n";
const CHUNK = 256 * 1024;
const MOST = 48 * CHUNK;

const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/** The name that sealed bytes give themselves: over their length and the digests of their chunks. */
export async function nameOf(sealed) {
  const count = Math.ceil(sealed.length / CHUNK);
  const named = new Uint8Array(4 + 32 * count);
  new DataView(named.buffer).setUint32(0, sealed.length);
  for (let n = 0; n < count; n += 1) named.set(await sha256(sealed.subarray(n * CHUNK, (n + 1) * CHUNK)), 4 + 32 * n);
  return b64(await sha256(named));
}

/** The file in a blob. name, key, rec: from the opened section; wrapped: what lies beside the blob. */
export async function openBlob(sealed, { wrapped, key, rec, name }) {
  if (sealed.length > MOST) refuse("oversize");
  if ((await nameOf(sealed)) !== name) refuse("digest");
  const start = utf8(FIRST_LINE);
  if (!start.every((byte, at) => sealed[at] === byte)) refuse("protected");
  if (sealed.length < start.length + 28) refuse("length");
  const kek = await crypto.subtle.importKey("raw", unb64(key, 32), "AES-KW", false, ["unwrapKey"]);
  const unwrapped = crypto.subtle.unwrapKey("raw", unb64(wrapped, 40), kek, "AES-KW", "AES-GCM", false, ["decrypt"]);
  const contentKey = await unwrapped.catch(() => refuse("unwrap"));
  const iv = sealed.subarray(start.length, start.length + 12);
  const how = { name: "AES-GCM", iv, additionalData: utf8(`{"rec":"${rec}","v":1}`), tagLength: 128 };
  const opened = crypto.subtle.decrypt(how, contentKey, sealed.subarray(start.length + 12));
  return new Uint8Array(await opened.catch(() => refuse("content")));
}
