// What opens a personal link: derived on the phone from paper, date of birth and code (passport/pocket/SPEC.md).
import { b64, only as onlyMembers, readObject, refuse, text, unb64, utf8 } from "../agency/strict.js";

export const SCHEME = "tglink:/";
const ROUNDS = 600000;
const LONGEST = 400000;

/** {id, secret, exp} of what stands behind the #, or null: it is not a whole link. */
export function readLink(fragment) {
  const payload = fragment.startsWith(SCHEME) ? fragment.slice(SCHEME.length) : "";
  try {
    const said = onlyMembers(readObject(text(unb64(payload)), 1024), ["exp", "id", "key", "v"]);
    if (said.v !== 1 || !Number.isSafeInteger(said.exp)) return null;
    unb64(said.id, 16);
    return { id: said.id, secret: unb64(said.key, 32), exp: said.exp };
  } catch {
    return null;
  }
}

/** The nine digits of what was typed, whose check digit fits; null for anything else. */
export function codeOf(typed) {
  const digits = typed.replace(/[\s-]/g, "");
  if (!/^[0-9]{9}$/.test(digits)) return null;
  let sum = 0;
  [...digits].reverse().forEach((digit, place) => {
    const number = Number(digit) * (1 + (place % 2));
    sum += Math.floor(number / 10) + (number % 10);
  });
  return sum % 10 === 0 ? digits : null;
}

/** "1990-04-17" of three fields; null for a day that there is not. */
export function dateOf(dayTyped, monthTyped, yearTyped) {
  const [day, month, year] = [dayTyped, monthTyped, yearTyped].map((one) => (/^\d{1,4}$/.test(one.trim()) ? Number(one) : NaN));
  const on = new Date(Date.UTC(year, month - 1, day));
  const there = on.getUTCDate() === day && on.getUTCMonth() === month - 1 && on.getUTCFullYear() === year && year > 1900;
  return there && on.getTime() < Date.now() ? on.toISOString().slice(0, 10) : null;
}

/** {ticket, key}: the first fetches the file, the second opens it. */
export async function derive(link, born, code) {
  const typed = await crypto.subtle.importKey("raw", utf8(`${born}\n${code}`), "PBKDF2", false, ["deriveBits"]);
  const rounds = { name: "PBKDF2", hash: "SHA-256", salt: link.secret, iterations: ROUNDS };
  const base = await crypto.subtle.importKey("raw", await crypto.subtle.deriveBits(rounds, typed, 256), "HKDF", false, ["deriveBits", "deriveKey"]);
  const of = (name) => ({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8(`throughgate-pocket 1 ${name}`) });
  const ticket = await crypto.subtle.deriveBits(of("ticket"), base, 256);
  const key = await crypto.subtle.deriveKey(of("key"), base, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  return { ticket: b64(new Uint8Array(ticket)), key };
}

/** The paper in a compact JWE. Raises Unreadable. */
export async function openFile(file, id, key) {
  if (typeof file !== "string" || file.length > LONGEST) refuse("oversize");
  const pieces = file.split(".");
  const header = b64(utf8(`{"alg":"dir","cty":"application/json","enc":"A256GCM","kid":"${id}"}`));
  if (pieces.length !== 5 || pieces[0] !== header || pieces[1]) refuse("header");
  const [iv, content, tag] = [unb64(pieces[2], 12), unb64(pieces[3]), unb64(pieces[4], 16)];
  const sealed = new Uint8Array(content.length + tag.length);
  sealed.set(content);
  sealed.set(tag, content.length);
  const how = { name: "AES-GCM", iv, additionalData: utf8(header) };
  const opened = await crypto.subtle.decrypt(how, key, sealed).catch(() => refuse("content"));
  return readObject(text(new Uint8Array(opened)).trimEnd(), LONGEST);
}
