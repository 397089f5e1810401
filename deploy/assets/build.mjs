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
for (const name of files.bundles) writeFileSync(join(dist, name), bundle(join(here, name)));

/**
 * A module and all that it imports as one file, for a reader at the end of a slow line. Whole lines of comment go.
 * It knows the plain forms that our modules use, and refuses a name that two of them declare.
 */
function bundle(entry) {
  const seen = new Set(), names = new Map(), parts = [];
  const add = (path) => {
    if (seen.has(path)) return;
    seen.add(path);
    const source = readFileSync(path, "utf8");
    const body = source.replace(/^import \{[^}]*\} from "(\.[^"]+)";\n/gm, (line, from) => {
      if (line.includes(" as ")) throw new Error(`${path}: a bundle knows no other names`);
      add(join(dirname(path), from));
      return "";
    });
    for (const [, name] of body.matchAll(/^(?:export )?(?:async )?(?:const|let|function\*?|class) (\w+)/gm)) {
      if (names.has(name)) throw new Error(`${path} and ${names.get(name)} both declare ${name}`);
      names.set(name, path);
    }
    const code = body.replace(/^\s*(?:\/\/|\/\*\*|\*).*\n/gm, "");
    if (/^import |^export (?:\{|\*|default)/m.test(code)) throw new Error(`${path}: a bundle knows only plain imports and exports`);
    parts.push(path === entry ? code : code.replace(/^export /gm, ""));
  };
  add(entry);
  return parts.join("");
}
