/* Trên máy này: how much waits to be sent, on the page that tells what was sent. Content stays encrypted. */
(() => {
  "use strict";
  const box = document.querySelector("[data-local]");
  const fill = async () => {
    const rows = (await motcuaQuay.store.all("drafts")).filter((one) => ["waiting", "stuck", "spoil", "draft"].includes(one.state));
    if (!rows.length) return;
    box.hidden = false;
    const waiting = rows.filter((one) => one.number).sort((a, b) => a.claimed_at.localeCompare(b.claimed_at));
    box.querySelector("[data-local-words]").textContent = `${waiting.length} phiếu tạm chờ gửi, ${rows.length - waiting.length} bản nháp.`;
    box.querySelector("[data-local-rows]").replaceChildren(...waiting.slice(0, 100).map((one) => {
      const line = document.createElement("li");
      const at = new Date(one.claimed_at).toLocaleString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh", dateStyle: "short", timeStyle: "short" });
      line.textContent = `${one.number}, ${at}${one.refusal ? `: ${one.refusal.what}` : ""}`;
      return line;
    }));
  };
  fill().catch(() => { /* no store in this browser: nothing lies here */ });
})();
