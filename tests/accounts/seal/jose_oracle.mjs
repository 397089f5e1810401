// Opens with `jose` what stands in the standard input; run in deploy/assets, where jose is installed.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(process.cwd() + "/");
const jose = await import(pathToFileURL(require.resolve("jose")).href);
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const given = JSON.parse(Buffer.concat(chunks).toString());
const signer = await jose.importJWK(given.signer, "Ed25519");
const algorithms = ["Ed25519"];
const text = (bytes) => new TextDecoder().decode(bytes);

const sections = [];
for (const jwk of given.keys) {
  const key = await jose.importJWK(jwk, "ECDH-ES+A256KW");
  const opened = await jose.generalDecrypt(given.envelope, key, {
    keyManagementAlgorithms: ["ECDH-ES+A256KW"],
    contentEncryptionAlgorithms: ["A256GCM"],
  });
  const inner = await jose.compactVerify(opened.plaintext, signer, { algorithms });
  sections.push(JSON.parse(text(inner.payload)));
}
const head = await jose.compactVerify(given.head, signer, { algorithms });
const [header, , signature] = given.detached.split(".");
const payload = Buffer.from(given.content).toString("base64url");
const segment = await jose.flattenedVerify({ protected: header, payload, signature }, signer, { algorithms });
process.stdout.write(
  JSON.stringify({
    sections,
    head: JSON.parse(text(head.payload)),
    thumbprints: await Promise.all(given.keys.map((jwk) => jose.calculateJwkThumbprint(jwk))),
    detached: segment.protectedHeader.typ,
  }),
);
