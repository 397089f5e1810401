// The pages of a terminal without Wi-Fi: made by the server beforehand, filled in here. Nobody's words are in them.

const escaped = (text) => String(text).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
const SLOT = /\[\[(\w+)\]\]/g;

export class Book {
  constructor(config) {
    this.config = config;
    this.name = `throughgate-${config.version}`;
  }

  /** Fetch the shell and this language's book, unless they are here; forget those of other versions. */
  async keep(language) {
    const cache = await caches.open(this.name);
    const there = (await cache.keys()).map(({ url }) => new URL(url)).map(({ pathname, search }) => pathname + search);
    const missing = [...this.config.shell, this.#book(language)].filter((path) => !there.includes(path));
    await cache.addAll(missing);
    for (const name of await caches.keys()) {
      if (name.startsWith("throughgate-") && name !== this.name) await caches.delete(name);
    }
  }

  #book(language) {
    return this.config.books[language] ?? this.config.books.en;
  }

  /** A file of the shell, or undefined. */
  async file(url) {
    if (!this.config.shell.includes(url.pathname)) return undefined;
    return caches.match(url.pathname, { cacheName: this.name });
  }

  async #open(language) {
    const cache = await caches.open(this.name);
    const kept = (await cache.match(this.#book(language))) ?? (await this.#another(cache));
    return kept && { policy: kept.headers.get("Content-Security-Policy"), ...(await kept.json()) };
  }

  async #another(cache) {
    const found = await Promise.all(Object.values(this.config.books).map((path) => cache.match(path)));
    return found.find(Boolean);
  }

  /** The kinds that can be written here: [[code, name]]. */
  async kinds(language) {
    return (await this.#open(language))?.kinds ?? [];
  }

  /** What each act is called: code → name. */
  async names(language) {
    const { kinds = [], names = {} } = (await this.#open(language)) ?? {};
    return { ...names, ...Object.fromEntries(kinds.map(({ code, name }) => [code, name])) };
  }

  /** The code of the kind whose form stands at this path, or undefined. */
  async kindAt(path, language) {
    return (await this.#open(language))?.kinds.find((kind) => kind.path === path)?.code;
  }

  /**
   * A page of the book, its slots filled in; without a book the browser's own page for no line.
   * filled     slot → text; html: slot → HTML of the book
   */
  async page(name, { language, filled = {}, parts = {}, status = 200 }) {
    const book = await this.#open(language);
    const found = book?.pages[name];
    if (found === undefined) return Response.error();
    const html = (slot) => (parts[slot] ? fill(book.pages[parts[slot]]) : undefined);
    const fill = (text) => text.replace(SLOT, (_, slot) => html(slot) ?? escaped(filled[slot] ?? ""));
    return new Response(fill(found), {
      status,
      headers: {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-store",
        "Content-Security-Policy": book.policy ?? "default-src 'none'",
        "X-Content-Type-Options": "nosniff",
      },
    });
  }
}
