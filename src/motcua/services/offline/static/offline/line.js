/* Đường dây: contact with the server, and what waits sent once each, in the order of the receipts. */
(() => {
  "use strict";
  const { store, vault } = motcuaQuay;
  const HERE = "/can-bo/tiep-nhan/mat-mang/";
  const news = "BroadcastChannel" in window ? new BroadcastChannel("motcua-quay") : null;
  const state = { line: "unknown", may: true, csrf: "", officer: "", offset: 0 };

  const call = async (path, options = {}, patience = 8000) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), patience);
    try {
      return await fetch(HERE + path, { redirect: "manual", credentials: "same-origin", cache: "no-store", signal: stop.signal, ...options });
    } finally { clearTimeout(timer); }
  };
  const post = (path, fields, patience) => {
    const body = new FormData();
    Object.entries(fields).forEach(([name, value]) => body.append(name, value));
    return call(path, { method: "POST", body, headers: { "X-CSRFToken": state.csrf } }, patience);
  };

  /* The server's hour as far as this machine can tell; receipts never run backwards. */
  const now = () => new Date(Date.now() + state.offset);
  const tick = async () => {
    const last = (await store.get("meta", "hour")) || { at: 0 };
    const at = Math.max(now().getTime(), last.at + 1);
    await store.put("meta", { key: "hour", at });
    return { at: new Date(at), back: last.at - now().getTime() > 120000 };
  };
  /* When the server was last heard, by its own clock: the one hour here that is surely true. */
  const heard = async () => { const clock = await store.get("meta", "clock"); return clock ? new Date(clock.at) : null; };
  /* A clock that runs behind that hour lost its battery: the officer says what hour it is. */
  const isBehind = async () => { const at = await heard(); return at !== null && at - now() > 120000; };
  const FARTHEST = 4 * 24 * 3600000; // nobody opens the machine longer after its last contact: farther is a slip of the hand
  const setHour = async (at) => {
    const since = at - (await heard());
    if (!(since >= 0 && since <= FARTHEST)) return false;
    state.offset = at.getTime() - Date.now();
    await store.put("meta", { ...(await store.get("meta", "clock")), offset: state.offset });
    return true;
  };
  /* What a wrong clock wrote ahead of the server's hour holds no later receipt back. */
  const trueHour = (at) => store.run(["meta"], "readwrite", ({ meta }) => {
    const ask = meta.get("hour");
    ask.onsuccess = () => { if (ask.result && ask.result.at > at) meta.put({ key: "hour", at }); };
  });

  const me = async () => {
    let row = await store.get("meta", "machine");
    if (!row) {
      row = { key: "machine", id: crypto.randomUUID(), name: "" };
      await store.put("meta", row);
    }
    return row;
  };

  /* signed in: "up"; a door stands before it: "out"; no answer: "down". */
  const look = async () => {
    const clock = await store.get("meta", "clock");
    if (clock && !state.offset) state.offset = clock.offset;
    let answer;
    try { answer = await call("phien/", {}, 5000); } catch { state.line = "down"; return state.line; }
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) { state.line = "out"; return state.line; }
    if (!answer.ok) { state.line = "down"; return state.line; }
    const said = await answer.json();
    const offset = new Date(said.now).getTime() - Date.now();
    Object.assign(state, { line: "up", csrf: said.csrf, officer: said.officer, may: said.may, offset, clock: new Date(said.now).getTime() - Date.now() });
    await store.put("meta", { key: "clock", offset, at: said.now });
    await trueHour(new Date(said.now).getTime());
    return state.line;
  };

  /* What was sent a week ago is read on the server; here it only grows. */
  const WEEK = 7 * 24 * 3600000;
  const tidy = () => store.run(["drafts", "numbers"], "readwrite", ({ drafts, numbers }) => {
    const all = drafts.getAll();
    all.onsuccess = () => all.result.forEach((row) => {
      if (!["sent", "void"].includes(row.state)) return;
      numbers.delete(row.number);
      if (now() - new Date(row.claimed_at) > WEEK) drafts.delete(row.id);
    });
  });

  const prepare = async () => {
    const machine = await me();
    await tidy();
    const unsent = (await store.all("drafts")).filter((one) => ["waiting", "stuck", "spoil"].includes(one.state));
    const held = unsent.map((one) => one.number);
    const waiting = unsent.length;
    const answer = await post("chuan-bi/", { may: machine.id, ten: machine.name, cho: waiting, gio: new Date().toISOString(), da_dung: held.join() });
    const said = await answer.json();
    if (!answer.ok) return said;
    await store.run(["numbers"], "readwrite", ({ numbers }) => {
      const all = numbers.getAll();
      all.onsuccess = () => {
        const given = new Set(said.numbers.map((one) => one.code));
        all.result.filter((one) => one.state === "free" && !given.has(one.code)).forEach((one) => numbers.delete(one.code));
        const known = new Set(all.result.map((one) => one.code));
        said.numbers.filter((one) => !known.has(one.code)).forEach((one) => numbers.put({ ...one, state: "free" }));
      };
    });
    return said;
  };

  const fetchCatalogue = async () => {
    const answer = await call("danh-muc/", {}, 30000);
    if (!answer.ok) return null;
    const catalogue = { key: "catalogue", ...(await answer.json()), fetched_at: now().toISOString() };
    await store.put("meta", catalogue);
    for (const { code, form, version } of catalogue.procedures.filter((one) => one.form)) {
      const held = await store.get("forms", code);
      if (held && held.version === version && held.on === catalogue.on) continue;
      const page = await call(`to-khai/${code}/`, {}, 15000);
      if (page.ok && form) await store.put("forms", { code, version, on: catalogue.on, html: await page.text() });
    }
    return catalogue;
  };

  /* A file goes in pieces, each after the server has said how much it holds: what a failing line costs is one piece. */
  const PIECE = 256 * 1024;
  const pieceByPiece = async (row, about, data, tell) => {
    const where = new URLSearchParams({ may: (await me()).id, so: row.number, sha: about.sha256 });
    let answer = await call(`phan-tep/?${where}`);
    while (answer.ok) {
      const { have } = await answer.json();
      if (have >= data.byteLength) return null;
      tell(Math.floor(100 * have / data.byteLength));
      where.set("tu", have);
      answer = await call(`phan-tep/?${where}`, { method: "POST", body: data.slice(have, have + PIECE), headers: { "X-CSRFToken": state.csrf, "Content-Type": "application/octet-stream" } }, 60000);
    }
    return answer;
  };

  const parcel = async (row, tell) => {
    const said = await vault.unseal(row.id, row);
    const files = [];
    for (const one of await store.filesOf(row.id)) {
      const about = await vault.unseal(`${one.id}:name`, one.about);
      const refused = await pieceByPiece(row, about, await vault.unsealBytes(one.id, one), (share) => tell(`${row.number}, tệp giấy thứ ${about.position}: ${share} %`));
      if (refused) return { refused };
      files.push({ position: about.position, name: about.name, sha256: about.sha256 });
    }
    const body = new FormData();
    files.sort((a, b) => a.position - b.position);
    const content = JSON.stringify([said.fields, files, said.procedure, row.number, row.claimed_at]);
    const digest = await vault.sha256(new TextEncoder().encode(content));
    body.append("phieu", JSON.stringify({
      device: (await me()).id, key: row.id, number: row.number, claimed_at: row.claimed_at, digest,
      fields: said.fields, files, procedure: said.procedure,
    }));
    return { body };
  };

  /* What the server has said of a row; its content may go from this machine, for the server holds it now. */
  const bareAnswer = ({ number, state: became, label, dossier, accepted_at, moved }) => ({ number, state: became, label, dossier, accepted_at, moved });
  const settle = async (row, said) => {
    const bare = { id: row.id, owner: row.owner, number: row.number, claimed_at: row.claimed_at };
    await store.finish({ ...bare, state: said.state === "conflict" ? "conflict" : "sent", answer: bareAnswer(said), sent_at: now().toISOString() });
  };

  const sendOne = async (row, tell) => {
    if (row.state === "spoil") {
      const answer = await post("huy-so/", { may: (await me()).id, so: row.number, ly_do: row.reason || "" });
      if (answer.ok) await store.finish({ id: row.id, owner: row.owner, number: row.number, claimed_at: row.claimed_at, state: "void" });
      return answer;
    }
    const { body, refused } = await parcel(row, tell);
    if (refused) return refused;
    /* From here on nobody on this machine knows whether the server has it: its number is not annulled here any more. */
    await store.put("drafts", { ...row, tried: true });
    const answer = await call("gui/", { method: "POST", body, headers: { "X-CSRFToken": state.csrf } }, 120000);
    if (answer.ok) await settle(row, await answer.json());
    return answer;
  };

  /* `held` is a receipt that lies open on the counter: until it is handed over its number may still be annulled. */
  const queue = async (held = "", again = true) => {
    const rows = (await store.all("drafts")).filter((one) => (["waiting", "spoil"].includes(one.state) || (again && one.state === "stuck")) && one.id !== held && one.owner === vault.owner());
    return rows.sort((a, b) => ((a.failed || 0) - (b.failed || 0)) || (a.claimed_at < b.claimed_at ? -1 : a.claimed_at > b.claimed_at ? 1 : a.number < b.number ? -1 : 1));
  };

  const sendAll = async (tell, held, again) => {
    let done = 0;
    /* A row that fails while the server answers is put behind the others: one heavy file stops no counter. */
    const passed = async (row) => {
      if ((await look()) !== "up") return false;
      const kept = await store.get("drafts", row.id);
      if (kept && kept.state === row.state) await store.put("drafts", { ...kept, failed: (kept.failed || 0) + 1 });
      return true;
    };
    for (const row of await queue(held, again)) {
      let answer;
      try { answer = await sendOne(row, (words) => tell(done, words)); } catch (fault) {
        if (fault.name === "OperationError") { await store.put("drafts", { ...row, state: "stuck", refusal: { what: "Không mở được bản đã mã hóa trên máy này.", next: "Hãy báo quản trị viên; bản vẫn còn trên máy." } }); continue; }
        if (await passed(row)) continue;
        break;
      }
      if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) { state.line = "out"; break; }
      if (answer.status >= 500) { if (await passed(row)) continue; break; }
      if (!answer.ok) {
        const { refusal } = await answer.json().catch(() => ({ refusal: { what: `Máy chủ trả lời ${answer.status}.`, next: "Hãy gửi lại sau." } }));
        if (row.state === "spoil") await store.finish({ ...row, state: "void", refusal }); // asked again it says the same
        else await store.put("drafts", { ...row, tried: false, state: "stuck", refusal });
      } else { done += 1; }
      tell(done);
      if (news) news.postMessage("changed");
    }
    return done;
  };

  /* One tab sends; another that wants to meanwhile leaves it to the first. */
  const send = async (tell = () => {}, held = "", again = true) => {
    if (!navigator.locks) return sendAll(tell, held, again);
    return navigator.locks.request("motcua-quay-gui", { ifAvailable: true }, (mine) => (mine ? sendAll(tell, held, again) : null));
  };

  /* Conflicts that somebody has settled since. */
  const askSettled = async () => {
    const rows = (await store.all("drafts")).filter((one) => one.state === "conflict");
    if (!rows.length) return;
    const answer = await post("da-xu-ly/", { may: (await me()).id, so: rows.map((one) => one.number).join() });
    if (!answer.ok) return;
    const said = new Map((await answer.json()).rows.map((one) => [one.number, one]));
    for (const row of rows) {
      const told = said.get(row.number);
      if (told && told.state !== "conflict") await store.put("drafts", { ...row, state: "sent", answer: bareAnswer(told) });
    }
  };

  motcuaQuay.line = { isBehind, setHour, heard, state, look, prepare, fetchCatalogue, send, askSettled, queue, now, tick, me, news };
})();
