/* Trang tiếp nhận khi mất mạng: opens the machine, shows the form, the receipt and what waits. */
(() => {
  "use strict";
  const { store, vault, line, paper, draft } = motcuaQuay;
  const $ = (name, root = document) => root.querySelector(name.startsWith("[") || name.startsWith("#") ? name : `[data-${name}]`);
  const form = $("form");
  const warnings = $("warnings");
  let catalogue = null;
  let procedure = null;
  let secret = null;
  let name = "";
  let touched = Date.now();
  let stood = "";
  const TOUCHED = "motcua-quay-cham";
  const AT_WORK = "motcua-quay-dang-lam";
  const input = (field) => form.elements.namedItem(field);
  const field = (key) => { const el = input(`hs-${key}`); return el && (el.closest ? el.closest(".field") : null); };

  const warn = (id, title, words) => {
    const old = document.getElementById(`bao-${id}`);
    if (old) old.remove();
    if (!title) return;
    const icon = $("line").querySelector("svg").cloneNode(true);
    const box = paper.make("div", { id: `bao-${id}`, className: "notice notice--soon" }, icon, paper.make("div", {}, paper.make("p", { className: "notice__title", textContent: title }), paper.make("p", { textContent: words })));
    warnings.append(box);
  };
  const full = (fault) => {
    if (!store.isFull(fault)) { warn("ghi", "Chưa giữ được trên máy", `Trình duyệt không ghi được (${fault.name}). Đừng đóng trang; hãy gửi ngay khi có mạng, hoặc ghi sổ giấy.`); return; }
    warn("day", "Ổ đĩa của trình duyệt đã đầy", "Điều vừa gõ hoặc tệp vừa chọn chưa được giữ. Hãy gửi những hồ sơ đang chờ khi có mạng, xóa bản nháp không dùng, hoặc bỏ tệp quét và giữ bản giấy; phiếu tạm vẫn cấp được nếu không kèm tệp.");
  };
  const guarded = (work) => async (...given) => { try { return await work(...given); } catch (fault) { full(fault); return undefined; } };
  const save = guarded(async () => { await draft.save(); if (draft.now() && draft.now().saved && !draft.now().number) sessionStorage.setItem(AT_WORK, draft.now().id); warn("day"); warn("ghi"); $("kept").textContent = `Đã giữ trên máy này, mã hóa, lúc ${paper.clock(line.now())}.`; });

  /* --- thủ tục ------------------------------------------------------------------------------------ */
  const suggest = () => {
    const found = paper.find(catalogue, $("#tim-tt").value);
    $("#goi-y").replaceChildren(...found.map((one) => {
      const button = paper.make("button", { type: "button", className: "btn btn--quiet btn--sm" }, paper.make("span", {}, paper.make("strong", { textContent: one.name }), paper.make("br"), paper.make("span", { className: "tiny soft", textContent: `${one.code}, ${one.field}` })));
      button.addEventListener("click", async () => { await choose(one.code); save(); if (document.activeElement === document.body) input("hs-summary").focus(); });
      return paper.make("li", { className: "suggest__item" }, button);
    }));
    if (!found.length) $("#goi-y").append(paper.make("li", { className: "small soft", textContent: "Máy này không giữ thủ tục ấy. Hãy thử lời khác; thủ tục hiếm thì hẹn người dân khi có mạng." }));
  };
  const choose = async (code) => {
    procedure = catalogue.procedures.find((one) => one.code === code) || null;
    draft.now().procedure = procedure && (({ code: c, name: n, version, limit, papers, fee }) => ({ code: c, name: n, version, limit, papers, fee }))(procedure);
    input("thu_tuc").value = procedure ? procedure.code : "";
    $("search").hidden = Boolean(procedure);
    $("chosen").hidden = !procedure;
    $("papers-panel").hidden = !procedure;
    $("declaring").hidden = true;
    $("eform-place").replaceChildren();
    $("papers").replaceChildren();
    $("limit").hidden = !(procedure && procedure.needs_limit);
    if (procedure) {
      $("chosen-name").textContent = procedure.name;
      $("chosen-words").textContent = [procedure.code, procedure.field, procedure.limit, procedure.fee].filter(Boolean).join(", ");
      $("place").hidden = !procedure.commune;
      if (procedure.commune && !input("hs-place_code").value) input("hs-place_code").value = catalogue.place;
      document.querySelectorAll("input[name=hs-result_channel]").forEach((one) => { one.disabled = !procedure.ways.includes(one.value); one.closest("label").hidden = one.disabled; });
      $("papers").replaceChildren(...procedure.papers.map(paper.row));
      if (procedure.form) await declare(procedure.code);
    }
    promise();
  };
  const declare = async (code) => {
    const held = await store.get("forms", code);
    if (!held) return;
    const page = new DOMParser().parseFromString(held.html, "text/html");
    const place = $("eform-place");
    place.replaceChildren(...page.body.childNodes);
    place.querySelectorAll("button[name=viec]").forEach((one) => one.remove());
    $("declaring").hidden = false;
    $("declaring").open = procedure.cases.length > 0;
    place.dispatchEvent(new CustomEvent("eform:put", { bubbles: true }));
  };
  const promise = () => {
    const hen = procedure ? paper.due(catalogue, procedure, line.now()) : "";
    $("due").textContent = hen;
    const cases = procedure ? procedure.cases.map((one) => `${one.name}${one.limit ? ` (${one.limit.toLowerCase()})` : ""}`).join("; ") : "";
    $("due-words").textContent = !procedure ? "Chọn thủ tục để biết ngày hẹn."
      : cases ? `Ngày hẹn tùy trường hợp: ${cases}. Hãy trả lời trong phần khai; giấy chính thức ghi ngày đúng.`
        : hen ? `${procedure.limit}, tính từ giờ trên phiếu tạm. Giấy chính thức ghi giờ hẹn.`
          : `${procedure.limit || "Ghi thời hạn bên dưới"}. Giấy chính thức ghi giờ hẹn.`;
  };

  /* --- bản đang làm ------------------------------------------------------------------------------- */
  const clear = async () => {
    form.reset();
    $("receipt").hidden = true;
    form.hidden = false;
    $("faults").hidden = true;
    $("sheet").replaceChildren();
    $("#tim-tt").value = "";
    $("#goi-y").replaceChildren();
    sessionStorage.removeItem(AT_WORK);
    const made = draft.fresh();
    const none = choose("");
    $("#the").focus(); // before anything is waited for: who scans at once scans into it
    await Promise.all([made, none]);
  };
  const fill = async (said) => {
    form.reset();
    await choose(said.procedure ? said.procedure.code : "");
    draft.now().procedure = said.procedure;
    const used = new Map();
    for (const [at, value] of said.fields) {
      if (!input(at) && /^.+\.\d+\./.test(at)) { const add = form.querySelector(`[data-add="${CSS.escape(at.replace(/\.\d+\..*$/, ""))}"]`); if (add) add.click(); }
      const all = [...form.querySelectorAll(`[name="${CSS.escape(at)}"]`)];
      const choice = all.find((one) => /^(radio|checkbox)$/.test(one.type) && one.value === value);
      if (choice) choice.checked = true;
      else if (all.length && !/^(radio|checkbox)$/.test(all[0].type)) { const n = used.get(at) || 0; (all[n] || all[0]).value = value; used.set(at, n + 1); }
    }
    form.dispatchEvent(new Event("change", { bubbles: true }));
    $("eform-place").querySelectorAll("[data-eform]").forEach((one) => one.dispatchEvent(new Event("change")));
    draft.now().files.forEach(showFile);
    $("receipt").hidden = true;
    form.hidden = false;
    promise();
  };
  const showFile = (about) => {
    const said = document.getElementById(`tep_${about.position}_da`);
    if (!said) return;
    said.replaceChildren(`Đã giữ ${about.name}, ${Math.ceil(about.size / 1000)} kB. `, opener("Bỏ tệp này", guarded(async () => { await draft.dropFile(about.position); said.replaceChildren("Đã bỏ tệp."); save(); })));
    said.closest("details").open = true;
  };

  const card = (typed) => {
    const parts = typed.split("|").map((one) => one.trim());
    if (parts.length < 6 || !/^\d{12}$/.test(parts[0])) return false;
    const proxy = input("hs-proxy").checked && input("hs-name").value ? "submitter_" : "";
    input(`hs-${proxy}name`).value = parts[2];
    input(`hs-${proxy}id_number`).value = parts[0];
    if (!proxy) input("hs-address").value = parts[5];
    return true;
  };

  const faults = (data, got) => {
    const found = [];
    if (!procedure) found.push("Chưa chọn thủ tục.");
    if (!(data.get("hs-name") || "").trim()) found.push("Chưa ghi họ tên chủ hồ sơ.");
    const id = (data.get("hs-id_number") || "").trim();
    if (id && !/^(\d{12}|\d{10}(-?\d{3})?)$/.test(id)) found.push("Số định danh có 12 chữ số; mã số thuế có 10 hoặc 13 chữ số.");
    if (!id && !(data.get("hs-phone") || "").trim()) found.push("Ghi số định danh hoặc điện thoại: thiếu cả hai thì người dân không tra cứu được bằng số tạm.");
    if (data.get("hs-proxy") && !(data.get("hs-submitter_name") || "").trim()) found.push("Chưa ghi tên người nộp thay.");
    if (data.get("hs-proxy") && !(data.get("hs-submitter_authority") || "").trim()) found.push("Chưa ghi giấy ủy quyền hoặc quan hệ của người nộp thay.");
    if (procedure && procedure.commune && !data.get("hs-place_code")) found.push("Chưa chọn nơi giải quyết.");
    if (procedure && procedure.needs_limit && !data.get("hs-limit_value")) found.push("Chưa ghi thời hạn giải quyết.");
    /* What tells the limit is asked while the citizen sits here. */
    for (const code of (procedure && procedure.asked) || []) {
      const all = [...$("eform-place").querySelectorAll(`[name="${CSS.escape(code)}"]`)].filter((one) => !one.closest("[hidden]"));
      if (all.length && !data.getAll(code).some(Boolean)) found.push(`Chưa trả lời trong phần khai: ${(all[0].closest("fieldset, .field")?.querySelector("legend, label")?.textContent || code).trim()}`);
    }
    if (procedure) paper.missing(procedure, got).forEach((one) => found.push(`Chưa nhận: ${one.slice(0, 160)}`));
    return found;
  };
  let taking = false;
  const take = async () => {
    if (taking || !draft.now() || draft.now().number) return;
    taking = true;
    try { await takeIn(); } finally { taking = false; }
  };
  const takeIn = guarded(async () => {
    if (await line.isBehind()) { await askHour(); $("#gio").focus(); return; }
    const data = new FormData(form);
    const got = procedure ? procedure.papers.map((one) => paper.counted(data, draft.now().files, one)) : [];
    const found = faults(data, got);
    $("faults").hidden = !found.length;
    $("fault-list").replaceChildren(...found.map((one) => paper.make("li", { textContent: one })));
    if (found.length) return;
    const { number, at, back, lost } = await draft.take();
    if (lost) { warn("tep", "Tệp quét không còn trên máy", "Tệp đã bị xóa ở nơi khác. Hãy bỏ tệp ấy rồi chọn lại, hoặc nhận bản giấy."); return; }
    if (!number) { warn("so", "Máy này hết số tạm", "Không cấp được phiếu tạm nữa. Bản nháp đã giữ; hãy dùng sổ giấy, hoặc máy khác còn số, cho đến khi có mạng."); return; }
    warn("lui", back ? "Đồng hồ máy vừa bị chỉnh lùi" : "", `Phiếu ghi ${paper.words(at)}, không sớm hơn phiếu trước. Hãy kiểm tra giờ của máy.`);
    await slip({ number, at, procedure, data, got });
  });
  const slip = async (said) => {
    $("sheet").replaceChildren(...paper.receipt({ catalogue, officer: name, ...said }));
    form.hidden = true;
    $("receipt").hidden = false;
    $("[data-receipt] [data-print]").hidden = false;
    $("receipt").scrollIntoView();
    await list();
  };
  /* The printer jammed, the citizen lost it, or it was the wrong person's: the same number again. */
  const again = guarded(async (row) => {
    await draft.save();
    const opened = await draft.reopen(row);
    if (!opened) { inAnotherTab(); return; }
    await fill(opened);
    const data = new FormData(form);
    const asked = procedure || opened.procedure;
    const got = asked.papers.map((one) => paper.counted(data, draft.now().files, one));
    await slip({ number: row.number, at: new Date(row.claimed_at), procedure: asked, data, got, again: line.now() });
  });
  const inAnotherTab = () => warn("tab", "Bản này đang mở ở thẻ khác", "Hãy làm tiếp ở thẻ ấy, hoặc đóng thẻ ấy rồi mở lại.");

  /* --- danh sách ---------------------------------------------------------------------------------- */
  const STATES = { draft: ["Bản nháp", "mute"], waiting: ["Chờ gửi", "soon"], spoil: ["Số hủy, chờ báo", "mute"], stuck: ["Chưa gửi được", "late"], sent: ["Đã gửi", "done"], conflict: ["Cần xem lại", "soon"], void: ["Đã hủy số", "mute"] };
  const opener = (words, work) => { const b = paper.make("button", { type: "button", className: "btn btn--sm btn--quiet", textContent: words }); b.addEventListener("click", work); return b; };
  const item = async (row) => {
    const [said, tone] = STATES[row.state];
    const head = paper.make("p", {}, paper.make("strong", { className: `status status--${tone}`, textContent: said }), " ");
    if (row.number) head.append(paper.make("span", { className: "code", textContent: row.number }), ` ${paper.words(new Date(row.claimed_at))} `);
    const side = paper.make("span", { className: "cluster cluster--tight" });
    const own = row.owner === vault.owner();
    if (row.iv && own && vault.isOpen()) {
      const about = await vault.unseal(row.id, row).catch(() => null);
      head.append(about ? `${new Map(about.fields).get("hs-name") || "(chưa ghi tên)"}${about.procedure ? `, ${about.procedure.name.slice(0, 90)}` : ""}` : "không mở được");
    }
    if (row.answer && row.answer.moved) head.append(paper.make("br"), paper.make("span", { className: "small", textContent: `Giờ trên phiếu không thể đúng; hệ thống tính từ ${paper.words(new Date(row.answer.accepted_at))}. Hãy in giấy tiếp nhận và báo người dân.` }));
    if (row.answer && row.answer.dossier) side.append(paper.make("a", { href: `/can-bo/ho-so/${row.answer.dossier}/`, textContent: row.answer.dossier }));
    if (row.state === "conflict") side.append(paper.make("a", { href: `/can-bo/tiep-nhan/so-tam/${row.number}/`, textContent: "Xem và xử lý" }));
    if (row.refusal) head.append(paper.make("br"), paper.make("span", { className: "small", textContent: [row.refusal.what, row.refusal.next].join(" ") }));
    if (["waiting", "stuck"].includes(row.state) && own && vault.isOpen() && (!draft.now() || draft.now().id !== row.id)) side.append(opener("Phiếu tạm", () => again(row)));
    if (row.state === "draft" && own && vault.isOpen() && (!draft.now() || draft.now().id !== row.id)) {
      side.append(opener("Mở tiếp", async () => { await draft.save(); const opened = await draft.open(row); if (!opened) { inAnotherTab(); return; } await fill(opened); await list(); }),
        opener("Xóa nháp", async () => { if (confirm("Xóa bản nháp này khỏi máy?")) { if (!(await draft.discard(row))) inAnotherTab(); await list(); } }));
    }
    return paper.make("li", { className: "cluster cluster--between" }, head, side);
  };
  const ORDER = ["stuck", "conflict", "waiting", "spoil", "draft", "sent", "void"];
  const list = async () => {
    const rows = await store.all("drafts");
    const mine = rows.filter((one) => one.owner === vault.owner());
    const others = rows.filter((one) => one.owner !== vault.owner() && ["draft", "waiting", "stuck"].includes(one.state)).length;
    mine.sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || (b.claimed_at || b.updated_at || "").localeCompare(a.claimed_at || a.updated_at || ""));
    $("list").hidden = false;
    $("rows").replaceChildren(...(await Promise.all(mine.slice(0, 60).map(item))));
    $("none").hidden = mine.length > 0;
    warn("khac", others ? `Máy này còn ${others} hồ sơ của cán bộ khác` : "", "Chỉ người ấy mở và gửi được: hãy báo người ấy đăng nhập ở máy này khi có mạng.");
    const free = (await store.all("numbers")).filter((one) => one.state === "free").length;
    const wait = mine.filter((one) => ["waiting", "stuck", "spoil"].includes(one.state)).length;
    $("machine-words").textContent = `Còn ${free} số tạm. ${wait} hồ sơ chờ gửi.`;
    await headline(free, mine.filter((one) => ["waiting", "stuck", "spoil"].includes(one.state) && one.id !== onCounter()).length);
    warn("it", catalogue && free < 10 ? `Máy này còn ${free} số tạm` : "", "Mở trang này khi có mạng để nhận thêm.");
    const room = await store.room().catch(() => null);
    warn("cho", room !== null && room < 100000000 ? "Ổ đĩa sắp đầy" : "", "Còn dưới 100 MB cho bản nháp và tệp. Hãy gửi những hồ sơ đang chờ, dọn máy, hoặc nhận không kèm tệp quét.");
  };
  /* One headline, true at every moment: it is said anew with each list. */
  const headline = async (free, wait) => {
    const ready = vault.isOpen() && (await vault.hasPhrase());
    $("lock").hidden = !(stood === "down" && ready);
    if (!vault.isOpen() || !catalogue) return;
    if (stood === "down") say("soon", "Mất mạng, cứ nhận tiếp", `Còn ${free} số tạm, ${wait} hồ sơ chờ gửi. Danh mục lấy lúc ${paper.words(new Date(catalogue.fetched_at))}. Có mạng lại, máy tự gửi.`);
    else if (stood === "up" && wait) say("soon", `Có mạng, còn ${wait} hồ sơ chưa gửi được`, `Còn ${free} số tạm. Xem từng hồ sơ bên dưới; bấm “Gửi ngay” để gửi lại.`);
    else if (stood === "up" && !ready) say("soon", "Có mạng, máy chưa sẵn sàng: chưa đặt mã mở", `Còn ${free} số tạm. Không có mã, máy khóa thì chỉ mở lại được khi có mạng.`);
    else if (stood === "up") say("done", "Có mạng, máy đã sẵn sàng", `Còn ${free} số tạm. Mất mạng thì cứ mở trang này và nhận tiếp.`);
  };

  /* --- đường dây ---------------------------------------------------------------------------------- */
  const say = (tone, title, words, link) => {
    $("line").className = `notice notice--${tone} no-print`;
    $("line-title").textContent = title;
    $("line-words").replaceChildren(words, ...(link ? [" ", paper.make("a", { href: link[0], textContent: link[1] })] : []));
  };
  const LOGIN = ["/dang-nhap/?next=/can-bo/tiep-nhan/mat-mang/", "Đăng nhập lại"];
  const shut = async () => {
    if (vault.isOpen() && draft.now()) await save();
    vault.lock();
    draft.close();
    form.hidden = $("list").hidden = $("receipt").hidden = $("machine").hidden = true;
    form.reset();
    $("rows").replaceChildren();
    $("sheet").replaceChildren();
    $("who").textContent = "";
    const rows = await store.all("drafts");
    const wait = rows.filter((one) => ["waiting", "stuck", "spoil", "draft"].includes(one.state)).length;
    say("soon", "Phiên làm việc đã hết", wait ? `Máy này giữ ${wait} hồ sơ, đã khóa. Đăng nhập lại để mở và gửi; không mất gì.` : "Đăng nhập để nhận hồ sơ ở máy này.", LOGIN);
  };
  const ready = async () => {
    const left = sessionStorage.getItem(AT_WORK);
    if (!draft.now()) await clear();
    await carried();
    await resume(left);
    $("machine").hidden = false;
    const machine = await line.me();
    if (document.activeElement !== $("#ten-may")) $("#ten-may").value = machine.name;
    const last = await store.get("meta", `vault:${vault.owner()}`);
    name = last ? last.name : "";
    $("who").textContent = name;
    await list();
  };
  /* What the other page carried over when the line failed under it. */
  const carried = async () => {
    const id = /^#nhap-([\w-]+)$/.exec(location.hash);
    if (!id) return;
    history.replaceState(null, "", location.pathname);
    const row = await store.get("drafts", id[1]);
    if (!row || row.state !== "draft" || row.owner !== vault.owner()) return;
    const said = await draft.open(row);
    if (said) { await fill(said); warn("mang", "Những gì đã gõ được mang sang đây", "Mạng vừa mất khi bạn bấm; kiểm tra lại rồi bấm F9."); }
  };
  /* What was on the page when nobody touched it any more, once its officer is back. */
  const resume = async (left) => {
    const row = left && left !== draft.now().id ? await store.get("drafts", left) : null;
    const said = row && row.state === "draft" && row.owner === vault.owner() ? await draft.open(row) : null;
    if (said) await fill(said);
  };
  const skew = () => {
    const minutes = Math.round(Math.abs(line.state.clock || 0) / 60000);
    warn("gio", minutes >= 2 ? `Đồng hồ máy lệch ${paper.span(minutes)} so với máy chủ` : "", "Phiếu tạm ghi theo giờ máy chủ. Hãy chỉnh lại giờ của máy.");
  };
  const askPhrase = (title, words, button, work, may = []) => {
    const box = $("phrase");
    $("holder").replaceChildren(...may.map((one) => paper.make("option", { value: one.owner, textContent: one.name })));
    $("holder").closest(".field").hidden = may.length < 2;
    box.hidden = false;
    $("phrase-title").textContent = title;
    $("phrase-words").textContent = words;
    $("phrase-button").textContent = button;
    box.onsubmit = async (event) => {
      event.preventDefault();
      const typed = $("#ma").value;
      $("phrase-fault").hidden = false;
      $("phrase-fault").textContent = typed.length < 8 ? "Mã cần ít nhất 8 ký tự." : (await work(typed)) || "";
      $("phrase-fault").hidden = !$("phrase-fault").textContent;
      if ($("phrase-fault").hidden) { box.hidden = true; $("#ma").value = ""; }
    };
  };
  const online = async () => {
    const said = await line.prepare();
    if (said.refusal) { say("late", said.refusal.what, [said.refusal.why, said.refusal.next].join(" ")); return; }
    if (vault.isOpen() && vault.owner() !== said.officer) await shut();
    warn("dung", said.stopped, "Những gì máy đã nhận vẫn được gửi lên; không nhận thêm được ở đây.");
    secret = said;
    const has = await vault.openFromServer(said);
    catalogue = (await line.fetchCatalogue()) || (await store.get("meta", "catalogue"));
    if (has) $("phrase").hidden = true;
    else {
      askPhrase("Đặt mã mở khi mất mạng", "Nếu trình duyệt tắt lúc mất mạng, mã này mở lại bản nháp và cho nhận tiếp. Chỉ bạn biết; ít nhất 8 ký tự; quên thì đăng nhập lại khi có mạng.", "Đặt mã", async (typed) => {
        await vault.setPhrase(secret, typed);
        await list();
        return "";
      });
    }
    skew();
    warn("so");
    $("hour-form").hidden = true;
    await ready();
    await send();
    await line.askSettled();
    await list();
  };
  /* The receipt that is being handed over; left lying for five minutes it is sent like the others. */
  const onCounter = () => ($("receipt").hidden || !draft.now() || Date.now() - touched > 300000 ? "" : draft.now().id);
  const send = async () => {
    const held = onCounter();
    const before = (await line.queue(held)).length;
    if (before) say("info", `Đang gửi ${before} hồ sơ`, "Đừng tắt máy; tắt giữa chừng cũng không mất, không gửi hai lần.");
    await line.send((done, words = "") => { $("line-title").textContent = [`Đã gửi ${done} trên ${before} hồ sơ`, words].filter(Boolean).join("; "); }, held);
    await list();
  };
  const offline = async () => {
    catalogue = catalogue || (await store.get("meta", "catalogue"));
    if (!catalogue) { say("late", "Máy này chưa được chuẩn bị", "Chưa có danh mục và số tạm. Hãy mở trang này một lần khi có mạng; bây giờ hãy ghi sổ giấy."); return; }
    const open = vault.isOpen() || (await vault.openFromSession(line.now()));
    if (!open) {
      const { may, why } = await vault.holders(line.now());
      const words = { unknown: "Máy này chưa có cán bộ nào đăng nhập.", none: "Chưa đặt mã mở, nên phải đăng nhập khi có mạng.", out: "Đã đăng xuất ở máy này, nên phải đăng nhập khi có mạng.", late: "Đã quá 72 giờ kể từ lần cuối có mạng, nên phải đăng nhập khi có mạng. Nếu đồng hồ máy sai thì hãy chỉnh lại giờ." }[why];
      if (words) { say("late", "Mất mạng, máy đang khóa", `${words} Những gì đã nhận vẫn còn nguyên trên máy.`); return; }
      say("soon", "Mất mạng, máy đang khóa", may.length > 1 ? "Chọn tên rồi gõ mã mở của mình." : `Mã mở của ${may[0].name} mở lại máy.`);
      askPhrase(may.length > 1 ? "Mở máy" : `Mở máy cho ${may[0].name}`, "Gõ mã mở khi mất mạng của bạn.", "Mở", async (typed) => {
        if (!(await vault.openFromPhrase(typed, $("holder").value || may[0].owner))) return "Mã không đúng. Sai 10 lần thì phải đăng nhập khi có mạng.";
        await offline();
        return "";
      }, may);
      return;
    }
    $("phrase").hidden = true;
    await ready();
    warn("ma", (await vault.hasPhrase()) ? "" : "Máy này chưa đặt mã mở", "Không ai chạm máy hết giờ phiên, hoặc trình duyệt tắt, thì máy khóa và chỉ mở lại khi có mạng. Có mạng lại, hãy đặt mã ở trang này.");
    await list();
    await askHour();
  };
  /* The battery of the clock is empty: the hour goes on the citizen's receipt, so the officer says it. */
  const askHour = async () => {
    const behind = await line.isBehind();
    $("hour-form").hidden = !behind;
    if (!behind) return;
    $("hour-words").textContent = `Máy ghi ${paper.words(line.now())}, nhưng lần cuối có mạng là ${paper.words(await line.heard())}. Hãy ghi ngày giờ bây giờ theo đồng hồ của bạn; phiếu tạm in theo giờ ấy.`;
  };
  /* The session ran out while the line was down. Who is in the middle of a form finishes it: such a line often goes again. */
  let doorSince = 0;
  const door = async (was) => {
    doorSince = was === "out" ? doorSince : Date.now();
    const busy = vault.isOpen() && !vault.signedOut() && !form.hidden && draft.now() && draft.now().saved && Date.now() - touched < 20000;
    if (busy && Date.now() - doorSince < 120000) say("soon", "Có mạng, phiên làm việc đã hết", "Xong hồ sơ đang gõ thì đăng nhập lại để gửi; những gì đã gõ được giữ.", LOGIN);
    else if (was !== "out" || vault.isOpen()) await shut();
  };
  let looking = false;
  const look = async () => {
    if (looking) return;
    looking = true;
    try {
      const was = stood;
      stood = await line.look();
      if (stood === "out") await door(was);
      else if (stood === "down") { if (was !== "down") await offline(); }
      else if (was !== "up" || line.state.officer !== vault.owner()) await online();
      else if ((await line.queue(onCounter(), false)).length) await send();
      if (line.state.line === "out" && stood !== "out") { stood = "out"; await door("up"); }
      if (line.state.line === "down" && stood === "up") { stood = "down"; await offline(); }
    } catch (fault) { full(fault); } finally { looking = false; }
  };

  /* Nobody at the counter for as long as a session may idle: what was typed is kept, the key is dropped, the machine asks
     who is there. Looking at the line by itself keeps no session awake. */
  const watch = async () => {
    const row = vault.isOpen() ? await store.get("meta", `vault:${vault.owner()}`) : null;
    const idle = ((row && row.idle) || 30) * 60000;
    const away = Date.now() - Math.max(touched, Number(localStorage.getItem(TOUCHED)) || 0); // in whichever tab
    if (row && away > idle) {
      const was = stood;
      await shut();
      stood = was === "down" ? was : "";
      if (was === "down") await offline();
    } else if (away < 60000 || (stood && stood !== "up") || (row && (await line.queue("", false)).length)) await look();
  };

  /* --- mở trang ----------------------------------------------------------------------------------- */
  const wire = () => {
    let timer = 0;
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 500); });
    form.addEventListener("change", guarded(async (event) => {
      const at = event.target.dataset && event.target.dataset.file;
      if (!at || !event.target.files.length) { save(); return; }
      const [file] = event.target.files;
      event.target.value = "";
      try { showFile(await draft.addFile(Number(at), file)); } catch (fault) {
        if (!(fault instanceof RangeError)) throw fault;
        warn("tep", "Tệp quá lớn", fault.message);
      }
    }));
    form.addEventListener("submit", (event) => { event.preventDefault(); take(); });
    $("#tim-tt").addEventListener("input", suggest);
    $("#tim-tt").addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); const first = $("#goi-y").querySelector("button"); if (first) first.click(); } });
    form.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.tagName === "INPUT" && event.target.id !== "tim-tt") event.preventDefault(); });
    $("card").addEventListener("change", (event) => { if (card(event.target.value)) event.target.value = ""; });
    $("card").addEventListener("keydown", (event) => { if (event.key === "Enter") event.target.dispatchEvent(new Event("change", { bubbles: true })); });
    $("unchoose").addEventListener("click", guarded(async () => {
      const held = [...draft.now().files.keys()]; // they belong to papers of this procedure
      if (held.length && !confirm(`Chọn thủ tục khác thì bỏ ${held.length} tệp đã quét cho thủ tục này. Tiếp tục?`)) return;
      for (const position of held) await draft.dropFile(position);
      await choose("");
      $("#tim-tt").focus();
      save();
    }));
    /* Several matters in one visit: who they are is said once. */
    $("more").addEventListener("click", guarded(async () => {
      const who = ["name", "id_number", "phone", "address", "email", "submitter_name", "submitter_id_number", "submitter_phone", "submitter_authority"].map((one) => [one, input(`hs-${one}`).value]);
      const proxy = input("hs-proxy").checked;
      await clear();
      who.forEach(([one, value]) => { input(`hs-${one}`).value = value; });
      input("hs-proxy").checked = proxy;
      form.dispatchEvent(new Event("change", { bubbles: true }));
      $("#tim-tt").focus();
      await list();
    }));
    $("next").addEventListener("click", async () => { await clear(); await list(); look(); });
    $("undo").addEventListener("click", guarded(async () => {
      const done = await draft.undo();
      if (done) { $("receipt").hidden = true; $("sheet").replaceChildren(); form.hidden = false; } else warn("huy", "Hồ sơ đã gửi lên hoặc đang gửi dở", "Số tạm này không hủy ở máy được nữa. Có mạng, hãy mở hồ sơ ấy để sửa hoặc rút.");
      await list();
    }));
    $("send").addEventListener("click", () => { stood = ""; look(); });
    $("lock").addEventListener("click", guarded(async () => { await shut(); await offline(); }));
    $("hour-form").addEventListener("submit", guarded(async (event) => {
      event.preventDefault();
      const said = $("#gio").value;
      const right = said && (await line.setHour(new Date(`${said}:00+07:00`)));
      $("hour-fault").textContent = right ? "" : "Giờ này phải sau lần cuối có mạng và không quá bốn ngày. Hãy xem lại cả ngày, tháng, năm.";
      $("hour-fault").hidden = Boolean(right);
      if (right) { await askHour(); promise(); }
    }));
    $("name-form").addEventListener("submit", async (event) => {
      event.preventDefault();
      await store.put("meta", { ...(await line.me()), name: $("#ten-may").value.trim().slice(0, 120) });
      stood = "";
      look();
    });
    if (line.news) line.news.onmessage = (event) => { if (event.data === "out") shut(); else if (vault.isOpen()) list(); };
    addEventListener("online", () => { stood = ""; look(); });
    addEventListener("offline", look);
    addEventListener("visibilitychange", () => { if (document.hidden && draft.now()) save(); });
    ["keydown", "pointerdown"].forEach((kind) => addEventListener(kind, () => {
      touched = Date.now();
      if (touched - (Number(localStorage.getItem(TOUCHED)) || 0) > 5000) localStorage.setItem(TOUCHED, touched);
    }, true));
    setInterval(() => watch().catch(full), 10000);
  };
  const start = async () => {
    if (!vault.possible()) { say("late", "Trang này cần kết nối an toàn (https)", "Trình duyệt không cho mã hóa ở địa chỉ này nên không giữ gì trên máy. Hãy mở bằng https, hoặc dùng trang tiếp nhận thường."); return; }
    try { await store.open(); } catch {
      say("late", "Trình duyệt này không giữ được dữ liệu", "Cửa sổ riêng tư hoặc chính sách của máy không cho lưu. Hãy mở cửa sổ thường; ở đây chỉ dùng được trang tiếp nhận thường, khi có mạng.");
      return;
    }
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    if ("serviceWorker" in navigator) {
      const hadOne = Boolean(navigator.serviceWorker.controller);
      navigator.serviceWorker.register("/can-bo/tiep-nhan/mat-mang.js", { scope: "/can-bo/tiep-nhan/" }).then((one) => one.update()).catch(() => {});
      navigator.serviceWorker.addEventListener("controllerchange", () => { if (hadOne) warn("ban", "Trang có bản mới", "Xong hồ sơ đang làm thì tải lại trang để dùng; bản nháp vẫn còn."); });
    } else warn("tho", "Trình duyệt này quá cũ", "Mất mạng thì không mở lại được trang này; đừng đóng trang khi đang mất mạng.");
    wire();
    await look();
    document.documentElement.dataset.ready = "1";
  };
  start();
})();
