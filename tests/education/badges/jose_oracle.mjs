// Verifies with `jose` what stands in the standard input; run in deploy/assets, where jose is installed.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(process.cwd() + "/");
const jose = await import(pathToFileURL(require.resolve("jose")).href);
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const given = JSON.parse(Buffer.concat(chunks).toString());
const key = await jose.importJWK(given.jwk, "ES256");
const options = { algorithms: ["ES256"], typ: "JWT", currentDate: new Date("2027-03-01T09:31:00Z") };
const { payload } = await jose.jwtVerify(given.good, key, options);
let passed = 0;
for (const token of given.bad) {
  await jose.jwtVerify(token, key, options).then(() => passed++, () => 0);
}
process.stdout.write(JSON.stringify({ name: payload.name, passed }));
