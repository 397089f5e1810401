// Checks with the page's own module what stands in the standard input; prints the words.
const { check } = await import(process.argv[2]);
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { base, kid, jwk, now, cases } = JSON.parse(Buffer.concat(chunks).toString());
const keyOf = async (asked) => (asked === kid ? jwk : undefined);
const said = [];
for (const { token, list } of cases) {
  const { word, award } = await check(token, { base, keyOf, listOf: async () => list || undefined, now });
  said.push([word, award?.learner ?? null]);
}
process.stdout.write(JSON.stringify(said));
