// The page for whoever was shown an award. What stands behind the # goes to no server: the page checks it by itself.
import { birthday, byId, copy, fill, only, show } from "../agency/page.js";
import { check, isNamed } from "./checking.js";

const { base } = byId("verify").dataset;
const rowed = ["learner", "name", "result", "description", "criteria", "evidence"];
const onDay = (seconds) => birthday(new Date(seconds * 1000).toISOString().slice(0, 10));

// Nothing else of this site is a key or a list, whatever address an award gives it.
const KEY = /^\/issuers\/[0-9a-f-]{36}\/keys\/[A-Za-z0-9_-]{43}$/, LIST = /^\/issuers\/[0-9a-f-]{36}\/status\/\d{1,9}$/;
const isOurs = (address, path) => address.startsWith(base) && path.test(address.slice(base.length));

/** An answer of this site, or what `missing` says of its absence; undefined when there is no line. */
async function fetched(address, read, missing) {
  try {
    const answer = await fetch(address.slice(base.length), { credentials: "omit", referrerPolicy: "no-referrer" });
    if (answer.status === 404) return missing;
    return answer.ok ? await read(answer) : undefined;
  } catch {
    return undefined;
  }
}

async function keyOf(kid) {
  if (!isOurs(kid, KEY)) return null;
  const jwk = await fetched(kid, (answer) => answer.json(), null);
  return jwk && !(await isNamed(jwk, kid)) ? null : jwk;
}

const listOf = async (address) => (isOurs(address, LIST) ? fetched(address, (answer) => answer.text(), undefined) : undefined);

/** The award in what was pasted or scanned: a link, or the award itself. */
const awardIn = (text) => text.slice(text.indexOf("#") + 1).replace(/\s+/g, "");

async function tell(text) {
  const token = awardIn(text);
  if (!token) return;
  only("word", "WORKING");
  const { word, award, seenAt } = await check(token, { base, keyOf, listOf, now: Math.floor(Date.now() / 1000) });
  const place = byId("award");
  place.replaceChildren();
  if (award) {
    const made = copy("t-award", { issuer: award.issuerName, given: onDay(award.at) });
    for (const name of rowed) {
      fill(made, name, award[name]);
      show(made.querySelector(`[data-fill="${name}"]`).closest("div"), award[name] !== "");
    }
    show(made.querySelector("[data-seen]"), Boolean(seenAt));
    if (seenAt) fill(made, "seen", onDay(seenAt));
    place.append(made);
  }
  only("word", word);
  byId("answer").dataset.said = word;
  byId("answer").focus();
}

/** An award has no % in it: what can't be decoded is told to be none, as it stands. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function begin() {
  const text = decoded(location.hash.slice(1));
  if (!text) return;
  history.replaceState(null, "", location.pathname); // a shared computer keeps no name in its address bar
  tell(text);
}

byId("paste").addEventListener("submit", (event) => {
  event.preventDefault();
  tell(byId("pasted").value);
});
addEventListener("hashchange", begin);
begin();
