/* Bản đang làm: one form, kept encrypted at every change, until it bears a number and waits to be sent. */
(() => {
  "use strict";
  const { store, vault, line } = motcuaQuay;
  const MOST = 20000000;
  const MOST_TOGETHER = 60000000; // sent in one piece; the server takes 64 MB at once
  const form = document.querySelector("[data-form]");
  let now = null;
  let saving = Promise.resolve();
  let release = () => {};

  /* A draft is open in one tab at a time; the other says so. */
  const hold = (id) => new Promise((done) => {
    release();
    if (!navigator.locks) { done(true); return; }
    navigator.locks.request(`motcua-quay-nhap-${id}`, { ifAvailable: true }, (held) => {
      done(Boolean(held));
      return held ? new Promise((end) => { release = end; }) : undefined;
    });
  });

  const fields = () => [...new FormData(form)].filter(([, value]) => typeof value === "string");
  const content = (procedure) => ({ fields: fields(), procedure });
  const isEmpty = () => !now.procedure && !now.files.size && !fields().some(([name, value]) => value && /^hs-(name|id_number|phone|address|summary)$/.test(name));

  const write = async () => {
    if (!now || now.number || !vault.isOpen() || (!now.saved && isEmpty())) return;
    const draft = now;
    const sealed = await vault.seal(draft.id, content(draft.procedure));
    if (draft !== now || draft.number) return;
    await store.put("drafts", { id: draft.id, owner: vault.owner(), state: "draft", updated_at: line.now().toISOString(), ...sealed });
    draft.saved = true;
  };
  /* One write after the other; the last state is always written. */
  const save = () => { saving = saving.catch(() => {}).then(write); return saving; };

  const fresh = async () => {
    now = { id: crypto.randomUUID(), files: new Map(), procedure: null, saved: false, number: "" };
    await hold(now.id);
    return now;
  };

  const open = async (row) => {
    if (!(await hold(row.id))) return null;
    const said = await vault.unseal(row.id, row);
    now = { id: row.id, files: new Map(), procedure: said.procedure, saved: true, number: "" };
    for (const one of await store.filesOf(row.id)) {
      const about = await vault.unseal(`${one.id}:name`, one.about);
      now.files.set(about.position, about);
    }
    return said;
  };

  /* What the server takes, told by how a file begins: a photograph it would refuse is taken again while the citizen sits here. */
  const isTaken = (data) => {
    const head = [...new Uint8Array(data.slice(0, 12))].map((one) => String.fromCharCode(one)).join("");
    return ["%PDF-", "\xff\xd8\xff", "\x89PNG", "II*\0", "MM\0*"].some((begins) => head.startsWith(begins)) || (head.startsWith("RIFF") && head.endsWith("WEBP"));
  };
  const dropFile = async (position) => {
    await store.drop("files", `${now.id}:${position}`);
    now.files.delete(position);
  };
  const addFile = async (position, file) => {
    if (file.size > MOST) throw new RangeError(`Tệp “${file.name}” nặng hơn ${MOST / 1000000} MB. Hãy quét lại ở 200–300 dpi, đen trắng.`);
    const held = [...now.files.values()].filter((one) => one.position !== position).reduce((sum, one) => sum + one.size, 0);
    if (held + file.size > MOST_TOGETHER) throw new RangeError(`Các tệp của một hồ sơ cộng lại tối đa ${MOST_TOGETHER / 1000000} MB; đã giữ ${Math.ceil(held / 1000000)} MB. Hãy nhận bản giấy của tệp này rồi quét khi có mạng.`);
    const data = await file.arrayBuffer();
    if (!isTaken(data)) throw new RangeError(`Tệp “${file.name}” ${data.byteLength ? "không phải PDF, JPEG, PNG, TIFF hay WebP" : "rỗng"} nên máy chủ sẽ không nhận. Hãy quét hoặc chụp lại; ảnh của iPhone thì chọn định dạng JPEG.`);
    const about = { position, name: file.name, type: file.type, size: file.size, sha256: await vault.sha256(data) };
    const id = `${now.id}:${position}`;
    const row = { id, draft: now.id, about: await vault.seal(`${id}:name`, about), ...(await vault.sealBytes(id, data)) };
    await store.put("files", row);
    now.files.set(position, about);
    await save();
    return about;
  };

  /* The next free number of the receipt's year and the draft that bears it, in one transaction of the disc. */
  const take = async () => {
    await saving.catch(() => {});
    let lost = false;
    const { at, back } = await line.tick();
    const draft = now;
    const sealed = await vault.seal(draft.id, content(draft.procedure));
    const year = Number(motcuaQuay.paper.day(at).slice(0, 4));
    const number = await store.run(["numbers", "drafts", "files"], "readwrite", ({ numbers, drafts, files }, give, turn) => {
      const all = numbers.getAll();
      const there = files.index("draft").getAllKeys(draft.id);
      there.onsuccess = () => { if (there.result.length !== draft.files.size) { lost = true; turn.abort(); } };
      all.onsuccess = () => {
        const free = all.result.find((one) => one.state === "free" && one.year === year);
        if (!free) { give(""); return; }
        numbers.put({ ...free, state: "used" });
        drafts.put({ id: draft.id, owner: vault.owner(), state: "waiting", number: free.code, claimed_at: at.toISOString(), ...sealed });
        give(free.code);
      };
    }).catch((fault) => { if (lost) return ""; throw fault; });
    if (number) Object.assign(draft, { number, at });
    return { number, at, back, lost };
  };

  /* A receipt that was given before, to print it again or to annul it. */
  const reopen = async (row) => {
    const said = await open(row);
    if (said) Object.assign(now, { number: row.number, at: new Date(row.claimed_at) });
    return said;
  };

  /* The receipt was not handed over: its number is annulled (and the server told), the draft goes on. */
  const undo = async () => {
    const draft = now;
    const work = () => store.run(["numbers", "drafts"], "readwrite", ({ numbers, drafts }, give) => {
      const ask = drafts.get(draft.id);
      ask.onsuccess = () => {
        const row = ask.result;
        if (!row || !["waiting", "stuck"].includes(row.state) || row.tried) { give(false); return; }
        const { number, claimed_at, refusal, ...rest } = row;
        drafts.put({ ...rest, state: "draft", updated_at: line.now().toISOString() });
        drafts.put({ id: crypto.randomUUID(), owner: row.owner, state: "spoil", number, claimed_at, reason: "In hỏng, chưa giao; hủy ở quầy" });
        give(true);
      };
    });
    const done = navigator.locks ? await navigator.locks.request("motcua-quay-gui", work) : await work();
    if (done) draft.number = "";
    return done;
  };

  /* False where another tab works on it. */
  const discard = (row) => {
    const work = () => store.run(["drafts", "files"], "readwrite", ({ drafts, files }, give) => {
      drafts.delete(row.id);
      const held = files.index("draft").getAllKeys(row.id);
      held.onsuccess = () => held.result.forEach((key) => files.delete(key));
      give(true);
    });
    return navigator.locks ? navigator.locks.request(`motcua-quay-nhap-${row.id}`, { ifAvailable: true }, (mine) => (mine ? work() : false)) : work();
  };

  motcuaQuay.draft = { now: () => now, fields, fresh, open, reopen, save, addFile, dropFile, take, undo, discard, close: () => { release(); now = null; } };
})();
