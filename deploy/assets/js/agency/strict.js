// Bytes, base64url and JSON in their one spelling (accounts/seal/SPEC.md, section 1).

export const MAX = 4 * 1024 * 1024;
const DEPTH = 32;
const TOKEN = /"[^"\\]*(?:\\[^][^"\\]*)*"|-?\d[\d.eE+-]*|[{}[\]:]/g;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The one error of whatever reads a stranger's bytes; `fault` is a word of SPEC.md, section 10. */
export class Unreadable extends Error {
  constructor(fault) {
    super(fault);
    this.fault = fault;
  }
}

export const refuse = (fault) => { throw new Unreadable(fault); };
export const utf8 = (text) => encoder.encode(text);

/** Bytes as text; not UTF-8 is refused. */
export function text(bytes) {
  try {
    return decoder.decode(bytes);
  } catch {
    return refuse("json");
  }
}

export function b64(bytes) {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The bytes of canonical base64url, exactly `length` of them if it is given. */
export function unb64(value, length) {
  if (typeof value !== "string") refuse("type");
  if (!/^[A-Za-z0-9_-]*$/.test(value) || value.length % 4 === 1) refuse("base64");
  const bytes = Uint8Array.from(atob(value.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  if (b64(bytes.subarray(bytes.length - (bytes.length % 3 || 3))) !== value.slice(-(value.length % 4 || 4))) refuse("base64");
  if (length !== undefined && bytes.length !== length) refuse("length");
  return bytes;
}

export const digest = async (value) => b64(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(value))));

/** Strict JSON: no deep nesting, no name twice, no number that two parsers read differently, no half a character. */
export function readJson(value, max = MAX) {
  if (value.length > max) refuse("oversize");
  const names = [];
  let word = "", twice = false, odd = false;
  for (const [token] of value.matchAll(TOKEN)) {
    if (token === "{" || token === "[") {
      if (names.push(new Set()) > DEPTH) refuse("depth");
    } else if (token === "}" || token === "]") {
      names.pop();
    } else if (token === ":") {
      const known = names.at(-1);
      if (known?.has(word)) twice = true;
      known?.add(word);
    } else if (token[0] === '"') {
      word = token.includes("\\") ? spelled(token) : token.slice(1, -1);
    } else if (!/[.eE]/.test(token) ? !Number.isSafeInteger(Number(token)) : !Number.isFinite(Number(token))) {
      odd = true;
    } else if (names.length === 1 && /[.eE]/.test(token) && Number.isInteger(Number(token))) {
      odd = true; // versions and times: JavaScript alone could not tell 1.0 from 1
    }
    if (word === null) odd = true;
  }
  let found;
  try {
    found = JSON.parse(value);
  } catch {
    refuse("json");
  }
  if (twice) refuse("duplicate");
  if (odd) refuse("json");
  return found;
}

function spelled(token) {
  try {
    const word = JSON.parse(token);
    return /\p{Surrogate}/u.test(word) ? null : word;
  } catch {
    return null;
  }
}

export function readObject(value, max) {
  const found = readJson(typeof value === "string" ? value : text(value), max);
  return isObject(found) ? found : refuse("type");
}

export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** `value`, if it is an object of exactly these members. */
export function only(value, names) {
  if (!isObject(value)) refuse("type");
  const found = Object.keys(value);
  return found.length === names.length && names.every((name) => Object.hasOwn(value, name)) ? value : refuse("members");
}

export const whole = (value) => (Number.isSafeInteger(value) && value >= 0 ? value : refuse("type"));

