// The service worker of the cell: what a terminal answers while there is no server (incell/OFFLINE.md, section 7).
import { Book } from "./book.js";
import { sendPackages } from "./packages.js";
import { counts, flush, isAct, isUp, keep, newKey, saidOf } from "./queue.js";
import { arrived, forget, lastLanguage, noteMine, seen, session, settled, signOut } from "./session.js";
import { packages } from "./store.js";

const PATIENCE = { GET: 20_000, POST: 40_000 }; // ms
const AT_ONCE = 4_000; // ms that a page waits to say "sent" instead of "kept"
const NO_SERVER = [502, 503, 504];
const STRANGERS = /^\/(staff|agency|api)\//;
const KEEP = "X-Keep"; // a page's script that sends a form asks for it to be kept
const SIGN_OUT = "/sign-out/";
const SEND = "/offline/send/"; // forms of the book: never asked of a server
const SAYS = { "/offline/kept/": "kept", "/offline/sent/": "sent", "/offline/look/": "look", "/offline/signed-out/": "signed_out" };

class NoServer extends Error {}

/** Listen to the browser. config: {version, shell, books, key, node}, as the server wrote it into this worker. */
export function begin(config) {
  const book = new Book(config);

  addEventListener("install", (event) => event.waitUntil(install()));
  addEventListener("activate", (event) => event.waitUntil(clients.claim()));
  addEventListener("sync", (event) => event.waitUntil(send()));
  addEventListener("message", (event) => event.waitUntil(heard(event)));
  addEventListener("fetch", (event) => {
    const url = new URL(event.request.url);
    if (url.origin === location.origin) event.respondWith(answer(event, url));
  });

  async function install() {
    await book.keep(await lastLanguage());
    await skipWaiting();
  }

  async function answer(event, url) {
    const { request } = event;
    if (request.method === "GET") {
      const kept = await book.file(url);
      if (kept) return kept;
    }
    const page = request.mode === "navigate" && !STRANGERS.test(url.pathname);
    if (!page && request.headers.get(KEEP)) return sentOrKept(event);
    if (!page) return (await settled()) ? fetch(request) : Response.error();
    await seen();
    return request.method === "POST" ? posted(event, url) : shown(event, url);
  }

  // Pages

  async function shown(event, url) {
    if (SAYS[url.pathname]) return own(SAYS[url.pathname], url);
    await sendFirst();
    try {
      const response = await served(event.request);
      event.waitUntil(send({ line: true }));
      return response;
    } catch (error) {
      if (!(error instanceof NoServer)) throw error;
      return withoutServer(url);
    }
  }

  /**
   * What waits goes before the page that tells of it: the last look at a quiz must not miss answers that lie here.
   * No page is told: one that waits for the line would load itself again, and cut off where the person goes.
   */
  async function sendFirst() {
    const { kept, revoked } = await counts();
    const states = (await packages.all()).filter((one) => !one.refused);
    if ((!kept || revoked) && !states.length) return;
    await Promise.race([send({ tells: false }), new Promise((resolve) => setTimeout(resolve, AT_ONCE))]);
  }

  async function served(request) {
    if (!(await settled())) throw new NoServer();
    // What goes back to a form's answer asks the browser's cache alone, which keeps no page of ours.
    const asked = request.cache === "only-if-cached" ? new Request(request.url, { redirect: "manual" }) : request;
    let pause;
    const late = new Promise((_, reject) => { pause = setTimeout(() => reject(new NoServer()), PATIENCE[request.method]); });
    try {
      const response = await Promise.race([fetch(asked).catch(() => { throw new NoServer(); }), late]);
      if (NO_SERVER.includes(response.status)) throw new NoServer();
      return response;
    } finally {
      clearTimeout(pause);
    }
  }

  async function withoutServer(url) {
    const who = await session();
    const code = who && (await book.kindAt(url.pathname, who.language));
    if (code) return form(code, who);
    return own(who ? "ask" : "no_wifi", url);
  }

  /** A page of the book, in the language and style of who is here, with what is kept. */
  async function own(name, url, filled = {}) {
    const who = await session();
    const { keys } = await counts();
    const language = who?.language ?? (await lastLanguage());
    const names = await book.names(language);
    const mine = (who?.mine ?? []).filter((act) => keys.includes(act.key)).map((act) => names[act.kind] ?? act.kind);
    return book.page(name, {
      language,
      parts: { mine: mine.length ? "mine" : "" },
      filled: { here: url.pathname, display: who?.display ?? "", names: mine.join(", "), ...filled },
    });
  }

  function form(code, who, filled = {}, parts = {}) {
    const slots = { ticket: who.ticket, key: newKey(), display: who.display, ...filled };
    return book.page(`ask/${code}`, { language: who.language, filled: slots, parts });
  }

  // Forms

  async function posted(event, url) {
    // Back to the answer of a form: nobody presses its button again, and who sits here now may be somebody else.
    if (event.request.isHistoryNavigation) return url.pathname === SEND ? Response.redirect("/me/") : shown(event, url);
    const data = await event.request.clone().formData();
    if (url.pathname === SIGN_OUT) return leave(event, data);
    if (url.pathname === SEND) return keepForm(event, data, url);
    try {
      const response = await served(event.request);
      event.waitUntil(send({ line: true }));
      return response;
    } catch (error) {
      if (!(error instanceof NoServer)) throw error;
      return isAct(data) ? keepForm(event, data, url) : own("not_sent", url);
    }
  }

  /** A form that its page's script sends: the server's answer; 202 once it is kept; 507 when there is no room. */
  async function sentOrKept(event) {
    await seen();
    const data = await event.request.clone().formData();
    try {
      const response = await served(event.request);
      event.waitUntil(send({ line: true }));
      return response;
    } catch (error) {
      if (!(error instanceof NoServer)) throw error;
    }
    try {
      if (!isAct(data)) return Response.error();
      await keepAct(data, await session());
    } catch {
      return new Response(null, { status: 507 });
    }
    event.waitUntil(send());
    return new Response(null, { status: 202 });
  }

  /** Seal it and put it by. Raises as keep. */
  async function keepAct(data, who) {
    const language = who?.language ?? (await lastLanguage());
    const since = who?.issued.find(([ticket]) => ticket === data.get("ticket"))?.[1];
    const act = await keep(data, { ...config, language, since });
    await noteMine(act);
    return act;
  }

  async function keepForm(event, data, url) {
    const who = await session();
    const language = who?.language ?? (await lastLanguage());
    let act;
    try {
      act = await keepAct(data, who);
    } catch {
      return full(data, who, language, url);
    }
    event.waitUntil(registration.sync?.register("queue").catch(() => undefined));
    const sent = send();
    event.waitUntil(sent);
    await Promise.race([sent, new Promise((resolve) => setTimeout(resolve, AT_ONCE))]);
    const said = saidOf(act.key);
    const page = said?.state === "done" ? "sent" : said?.state === "held" ? "look" : "kept";
    return Response.redirect(`/offline/${page}/`, 303);
  }

  /** The disk takes no more: the words go back to whoever wrote them. */
  async function full(data, who, language, url) {
    const words = [...data].filter(([name, value]) => !["csrfmiddlewaretoken", "ticket", "key", "kind"].includes(name) && value);
    const known = who && (await book.kinds(language)).some((kind) => kind.code === data.get("kind"));
    if (!known) return own("full", url, { words: words.map(([, value]) => value).join("\n") });
    const filled = { ticket: data.get("ticket"), key: data.get("key"), fields: JSON.stringify(words) };
    return form(data.get("kind"), who, filled, { problem: "problem" });
  }

  async function leave(event, data) {
    const token = data.get("csrfmiddlewaretoken");
    await forget();
    try {
      if (token) return await served(event.request);
    } catch (error) {
      if (!(error instanceof NoServer)) throw error;
    }
    await signOut();
    return Response.redirect((await settled()) ? "/" : "/offline/signed-out/", 303);
  }

  // What waits

  /** Send what waits, if there is a server, and tell every page how things are. */
  async function send({ line, tells = true } = {}) {
    const up = (await settled()) && (line || (await isUp()));
    if (up) await Promise.all([flush(), sendPackages()]);
    if (!tells) return;
    const now = { ...(await counts()), line: up };
    for (const page of await clients.matchAll({ type: "window" })) page.postMessage(now);
  }

  async function heard({ data, source }) {
    if (data.page) {
      await arrived(data.page);
      source?.postMessage({ ...(await counts()), line: true });
      await book.keep(data.page.language);
    }
    if (data.seen) await seen();
    if (data.send) await send();
  }
}
