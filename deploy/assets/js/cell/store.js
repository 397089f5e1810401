// What a terminal keeps (incell/OFFLINE.md, section 1): sealed acts in the order of writing, the newest sealed state of
// each running package, and a little state.

const NAME = "throughgate-offline";
export const MOST = 50; // acts

let opened;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 2);
    asked.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion < 1) {
        const acts = asked.result.createObjectStore("acts", { keyPath: "n", autoIncrement: true });
        acts.createIndex("key", "key", { unique: true });
        asked.result.createObjectStore("state");
      }
      asked.result.createObjectStore("packages", { keyPath: "launch" });
    };
    asked.onsuccess = () => {
      asked.result.onclose = asked.result.onversionchange = () => { asked.result.close(); opened = undefined; };
      resolve(asked.result);
    };
    asked.onerror = () => { opened = undefined; reject(asked.error); };
  });
  return opened;
}

/** Run `work(store, done)` in one transaction; what it gives to `done` is the answer once all of it is on the disk. */
async function run(name, mode, work) {
  const db = await database();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(name, mode, { durability: "strict" });
    let answer;
    transaction.oncomplete = () => resolve(answer);
    transaction.onabort = () => reject(transaction.error ?? new DOMException("aborted", "AbortError"));
    work(transaction.objectStore(name), (value) => { answer = value; });
  });
}

const read = (name, ask) => run(name, "readonly", (store, done) => {
  const asked = ask(store);
  asked.onsuccess = () => done(asked.result);
});

export const state = {
  get: (key) => read("state", (store) => store.get(key)),
  put: (key, value) => run("state", "readwrite", (store) => store.put(value, key)),
  delete: (key) => run("state", "readwrite", (store) => store.delete(key)),
};

export class Full extends Error {}

export const acts = {
  all: () => read("acts", (store) => store.getAll()),
  find: (key) => read("acts", (store) => store.index("key").get(key)),
  delete: (n) => run("acts", "readwrite", (store) => store.delete(n)),
  put: (act) => run("acts", "readwrite", (store) => store.put(act)),

  /** Keep one more. Raises Full, or what the browser raises when its disk takes no more. */
  async add(act) {
    if ((await acts.all()).length >= MOST) throw new Full();
    await acts.put(act);
  },
};

/** Change what is kept of one launch, if it is there; `change` gives the new row, or undefined to take it away. */
const changeLaunch = (launch, change) => run("packages", "readwrite", (store) => {
  const asked = store.get(launch);
  asked.onsuccess = () => {
    const now = change(asked.result);
    if (now) store.put(now);
    else if (asked.result) store.delete(launch);
  };
});

export const packages = {
  all: () => read("packages", (store) => store.getAll()),
  /** Keep one state of a launch {launch, number, box}, unless a newer one is here. */
  put: (one) => changeLaunch(one.launch, (now) => (now && now.number >= one.number ? now : { ...one, refused: "" })),
  /** The server has this number: what is newer stays. */
  settle: (launch, number) => changeLaunch(launch, (now) => (now && now.number > number ? now : undefined)),
  refuse: (launch, number, code) =>
    changeLaunch(launch, (now) => (now && now.number === number ? { ...now, refused: code } : now)),
};
