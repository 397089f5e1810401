// Makes dist/ from files.json: style sheets with their maps, our scripts, our icons. Needs only what is locked.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const files = JSON.parse(readFileSync(join(here, "files.json"), "utf8"));

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);

for (const [name, source] of Object.entries(files.styles)) {
  const { css, sourceMap } = compile(join(here, source), {
    style: "compressed",
    loadPaths: [here, join(here, "node_modules")],
    quietDeps: true,
    sourceMap: true,
  });
  const root = pathToFileURL(here).href + "/";
  sourceMap.sources = sourceMap.sources.map((path) => path.replace(root, "")); // no machine path leaves the build
  if (css.includes("@font-face") || css.includes("GDS Transport")) throw new Error(`${name} names a font we may not use`);
  writeFileSync(join(dist, name), `${css}\n/*# sourceMappingURL=${name}.map */\n`);
  writeFileSync(join(dist, `${name}.map`), JSON.stringify(sourceMap));
}
for (const [name, source] of Object.entries(files.copies)) {
  cpSync(join(here, source), join(dist, name), { recursive: true });
}
