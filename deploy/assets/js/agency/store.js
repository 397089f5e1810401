// What this browser keeps: the key that it cannot give away, the authority it trusts, and how far it has seen each
// record. Never a name, never an answer.

const NAME = "throughgate";
const STORES = ["keys", "pins", "seen"];

let opening = null; // one connection a page

function open() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => STORES.forEach((store) => asked.result.createObjectStore(store, { keyPath: "id" }));
    asked.onsuccess = () => {
      asked.result.onversionchange = () => { asked.result.close(); opening = null; }; // a newer page may go on
      resolve(asked.result);
    };
    asked.onerror = () => { opening = null; reject(asked.error); };
  });
  return opening;
}

/** Run `work` on the stores in one transaction; resolves with its answer once that is written. */
async function within(stores, mode, work, durability = "default") {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(stores, mode, { durability });
    const answer = work(...stores.map((name) => transaction.objectStore(name)));
    transaction.oncomplete = () => resolve(answer?.result ?? answer);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

/** Keep a key (not extractable) with the agency it reads for and the directory authority, both pinned from now on. */
export function keepKey({ kid, privateKey, agency, authority }) {
  return within(["keys", "pins"], "readwrite", (keys, pins) => {
    pins.put({ id: "authority", jwk: authority });
    keys.put({ id: kid, privateKey, agency });
  }, "strict");
}

/** {kid, privateKey, agency} of the first of these kids that this browser holds, or undefined. */
export async function heldKey(kids) {
  const held = await within(["keys"], "readonly", (keys) => keys.getAll());
  const found = kids.map((kid) => held.find((key) => key.id === kid)).find(Boolean);
  return found && { kid: found.id, privateKey: found.privateKey, agency: found.agency };
}

export async function pinnedAuthority() {
  return (await within(["pins"], "readonly", (pins) => pins.get("authority")))?.jwk;
}

/** What was seen before under these ids: Map of id to {number, dig}. */
export function seen(ids) {
  return within(["seen"], "readonly", (store) => {
    const found = new Map();
    for (const id of ids) store.get(id).onsuccess = ({ target }) => { if (target.result) found.set(id, target.result); };
    return found;
  });
}

/** Remember what was seen; a lower number never replaces a higher one. */
export function remember(entries) {
  return within(["seen"], "readwrite", (store) => {
    for (const { id, number, dig } of entries) {
      const asked = store.get(id);
      asked.onsuccess = () => {
        if (!asked.result || asked.result.number < number) store.put({ id, number, dig });
      };
    }
  });
}
