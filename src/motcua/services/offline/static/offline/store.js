/* Kho của máy: what the browser keeps. Of a person it holds ciphertext only (vault.js); numbers and hours are plain. */
window.motcuaQuay = {};
(() => {
  "use strict";
  const TABLES = { meta: "key", forms: "code", numbers: "code", drafts: "id", files: "id" };
  let opened = null;

  const open = () => {
    opened = opened || new Promise((done, fail) => {
      const ask = indexedDB.open("motcua-quay", 1);
      ask.onupgradeneeded = () => Object.entries(TABLES).forEach(([name, keyPath]) => {
        const table = ask.result.createObjectStore(name, { keyPath });
        if (name === "files") table.createIndex("draft", "draft");
      });
      ask.onsuccess = () => { ask.result.onversionchange = () => ask.result.close(); done(ask.result); };
      ask.onerror = () => fail(ask.error);
    });
    return opened;
  };

  /* One transaction: `work` gets the tables and may hand a value to `give`; it counts when all of it lies on the disc. */
  const run = async (names, mode, work) => {
    const db = await open();
    return new Promise((done, fail) => {
      let value;
      const turn = db.transaction(names, mode, { durability: "strict" });
      turn.oncomplete = () => done(value);
      turn.onerror = turn.onabort = () => fail(turn.error || new DOMException("", "AbortError"));
      work(Object.fromEntries(names.map((name) => [name, turn.objectStore(name)])), (given) => { value = given; }, turn);
    });
  };

  const read = (name, ask) => run([name], "readonly", (tables, give) => {
    const found = ask(tables[name]);
    found.onsuccess = () => give(found.result);
  });

  const isFull = (fault) => fault && (fault.name === "QuotaExceededError" || /quota/i.test(String(fault.message)));

  motcuaQuay.store = {
    open, run, isFull,
    get: (name, key) => read(name, (table) => table.get(key)),
    all: (name) => read(name, (table) => table.getAll()),
    filesOf: (draft) => read("files", (table) => table.index("draft").getAll(draft)),
    put: (name, row) => run([name], "readwrite", (tables) => { tables[name].put(row); }),
    drop: (name, key) => run([name], "readwrite", (tables) => { tables[name].delete(key); }),
    /* The draft and its files go; what stays is that the number was used, and for which dossier. */
    finish: (row) => run(["drafts", "files"], "readwrite", (tables) => {
      tables.drafts.put(row);
      const held = tables.files.index("draft").getAllKeys(row.id);
      held.onsuccess = () => held.result.forEach((key) => tables.files.delete(key));
    }),
    room: async () => {
      if (!navigator.storage || !navigator.storage.estimate) return null;
      const { quota, usage } = await navigator.storage.estimate();
      return quota - usage;
    },
  };
})();
