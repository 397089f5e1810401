// A private key under a passphrase (SPEC.md, section 8): what nodes make, made in the browser.
import { b64, only, readObject, refuse, unb64, utf8 } from "./strict.js";

const ITERATIONS = 600000;
const AAD = utf8('{"typ":"tg-backup","v":1}');
const MIN_LENGTH = 16;
const CONSONANTS = "bdjlmnrstv";
const VOWELS = "aiou";

/** Six words of consonant, vowel, consonant, vowel: 63.8 bits. */
export function generatePassphrase() {
  const word = () => [CONSONANTS, VOWELS, CONSONANTS, VOWELS].map(pick).join("");
  return Array.from({ length: 6 }, word).join("-");
}

function pick(letters) {
  const fair = 256 - (256 % letters.length);
  const drawn = new Uint8Array(1);
  do crypto.getRandomValues(drawn); while (drawn[0] >= fair);
  return letters[drawn[0] % letters.length];
}

/** The passphrase as it counts, or null: letters small, runs of spaces and hyphens one hyphen, 16 characters or more. */
export function normal(passphrase) {
  if (!/^[ -~]+$/.test(passphrase)) return null;
  const phrase = passphrase.replace(/^[ -]+|[ -]+$/g, "").replace(/[ -]+/g, "-").toLowerCase();
  return phrase.length >= MIN_LENGTH ? phrase : null;
}

async function derive(phrase, salt) {
  const secret = await crypto.subtle.importKey("raw", utf8(phrase), "PBKDF2", false, ["deriveKey"]);
  const rounds = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ITERATIONS };
  return crypto.subtle.deriveKey(rounds, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

export async function lock(plaintext, passphrase) {
  const phrase = normal(passphrase) ?? refuse("passphrase");
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await derive(phrase, salt);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: AAD }, key, plaintext);
  const ciphertext = b64(new Uint8Array(sealed));
  return JSON.stringify({ ciphertext, iv: b64(iv), salt: b64(salt), typ: "tg-backup", v: 1 });
}

/** The plaintext. A wrong passphrase and a damaged backup look the same. */
export async function unlock(backup, passphrase) {
  const members = only(readObject(backup, 256 * 1024), ["ciphertext", "iv", "salt", "typ", "v"]);
  if (members.typ !== "tg-backup" || members.v !== 1) refuse("typ");
  const salt = unb64(members.salt, 16);
  const iv = unb64(members.iv, 12);
  const sealed = unb64(members.ciphertext);
  if (sealed.length < 16) refuse("length");
  const phrase = normal(passphrase) ?? refuse("passphrase");
  const key = await derive(phrase, salt);
  const opened = crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: AAD }, key, sealed);
  return new Uint8Array(await opened.catch(() => refuse("passphrase")));
}
