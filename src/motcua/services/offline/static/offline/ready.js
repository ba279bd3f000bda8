/* Trang tiếp nhận thường: keeps a prepared machine ready while the line is there, and when the line fails between two
   presses carries what was typed over to the page that needs none. The page works without this file. */
(() => {
  "use strict";
  const { store, vault, line } = motcuaQuay;
  const SHELL = "/can-bo/tiep-nhan/mat-mang/";
  const link = document.querySelector("[data-away]");
  const form = document.querySelector("[data-intake]");
  let ready = false;

  const refresh = async () => {
    if ((await line.look()) !== "up") return;
    const said = await line.prepare();
    if (said.refusal) { link.textContent = said.refusal.what; return; }
    const words = await vault.openFromServer(said);
    const held = await store.get("meta", "catalogue");
    if (!held || held.office !== said.office || held.on !== new Date().toLocaleDateString("sv", { timeZone: "Asia/Ho_Chi_Minh" })) await line.fetchCatalogue();
    ready = true;
    await line.send();
    const free = (await store.all("numbers")).filter((one) => one.state === "free").length;
    link.textContent = words ? `Máy sẵn sàng khi mất mạng, còn ${free} số tạm` : "Đặt mã mở để nhận khi mất mạng";
  };

  /* What was typed becomes a draft of the other page, files and all; nothing of it is written in the clear. */
  const carry = async () => {
    const catalogue = await store.get("meta", "catalogue");
    const data = new FormData(form);
    const fields = [...data].filter(([name, value]) => typeof value === "string" && !/^(csrfmiddlewaretoken|viec|mot_lan|q|the)$|_nhan$/.test(name));
    const code = data.get("thu_tuc");
    const found = catalogue.procedures.find((one) => one.code === code);
    const procedure = found ? { code, name: found.name, version: found.version, limit: found.limit, papers: found.papers, fee: found.fee } : null;
    const id = crypto.randomUUID();
    for (const [name, file] of data) {
      if (typeof file === "string" || !file.size || !/^tep_\d+$/.test(name)) continue;
      const position = Number(name.slice(4));
      const content = await file.arrayBuffer();
      const about = { position, name: file.name, type: file.type, size: file.size, sha256: await vault.sha256(content) };
      const key = `${id}:${position}`;
      await store.put("files", { id: key, draft: id, about: await vault.seal(`${key}:name`, about), ...(await vault.sealBytes(key, content)) });
    }
    const sealed = await vault.seal(id, { fields, procedure });
    await store.put("drafts", { id, owner: vault.owner(), state: "draft", updated_at: line.now().toISOString(), ...sealed });
    location.assign(`${SHELL}#nhap-${id}`);
  };

  const start = async () => {
    if (!vault.possible() || !("serviceWorker" in navigator)) return;
    await navigator.serviceWorker.register("/can-bo/tiep-nhan/mat-mang.js", { scope: "/can-bo/tiep-nhan/" });
    if (!(await store.get("meta", "machine"))) return; // opened once by its officer, a machine is kept ready
    await refresh();
    let asking = false;
    let sure = false;
    form.addEventListener("submit", async (event) => {
      if (!ready || sure) return;
      event.preventDefault();
      if (asking) return;
      asking = true;
      const { submitter } = event;
      try {
        if (!navigator.onLine || (await line.look()) === "down") { await carry(); return; }
      } catch { /* what cannot be carried is sent as ever */ }
      sure = true;
      form.requestSubmit(submitter);
    }, true);
    addEventListener("pageshow", () => { asking = sure = false; });
  };
  if (link && form) start().catch(() => { /* no store, no worker: the page is as it was */ });
})();
