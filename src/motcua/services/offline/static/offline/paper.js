/* Giấy tờ, giờ hẹn, phiếu tạm: what the page shows of a procedure, from the catalogue the machine took with it. */
(() => {
  "use strict";
  const fold = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
  const make = (tag, options = {}, ...inside) => {
    const el = Object.assign(document.createElement(tag), options);
    el.append(...inside);
    return el;
  };
  const two = (n) => String(n).padStart(2, "0");
  /* The province's hour, whatever zone the machine is set to. */
  const here = (at) => Object.fromEntries(new Intl.DateTimeFormat("en-GB", {
    timeZone: "Asia/Ho_Chi_Minh", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).formatToParts(at).map((one) => [one.type, one.value]));
  const day = (at) => { const p = here(at); return `${p.year}-${p.month}-${p.day}`; };
  const clock = (at) => { const p = here(at); return `${p.hour}:${p.minute}`; };
  const words = (at) => `${clock(at)} ngày ${day(at).split("-").reverse().join("/")}`;
  const span = (minutes) => (minutes < 120 ? `${minutes} phút` : minutes < 2880 ? `${Math.round(minutes / 60)} giờ` : `${Math.round(minutes / 1440)} ngày`);

  const find = (catalogue, said) => {
    const asked = fold(said).split(/\s+/).filter(Boolean);
    if (!asked.length) return catalogue.procedures.slice(0, 8);
    const hit = (one) => { const name = fold(`${one.name} ${one.code} ${one.field}`); return asked.every((word) => name.includes(word)); };
    return catalogue.procedures.filter(hit).slice(0, 8);
  };

  /* Looked up in the table the server worked out; never counted here. Nothing where the table does not reach. */
  const due = (catalogue, procedure, at) => {
    const table = catalogue.due[procedure.due];
    const on = day(at);
    if (!table || !table[on]) return "";
    const closes = catalogue.closes[on];
    const found = table[on][closes && clock(at) <= closes ? 0 : 1];
    return found.split("-").reverse().join("/");
  };

  const row = (paper, number) => {
    const p = paper.position;
    const key = number < 9 ? String(number + 1) : "";
    const tick = make("input", { type: "checkbox", id: `giay_${p}`, name: `giay_${p}`, value: "1" });
    if (key) tick.dataset.key = key;
    const label = make("label", { htmlFor: `giay_${p}` });
    if (key) label.append(make("kbd", { textContent: key }), " ");
    label.append(paper.name.slice(0, 240));
    if (!paper.required) label.append(make("span", { className: "soft", textContent: " (nếu có)" }));
    const amount = (kind, said) => make("label", {}, `${said} `, make("input", { className: "input", name: `${kind}_${p}`, inputMode: "numeric", maxLength: 2 }));
    const file = make("input", { type: "file", className: "input input--file", id: `tep_${p}`, accept: "image/*,application/pdf" });
    file.dataset.file = p;
    const kept = make("p", { className: "tiny", id: `tep_${p}_da` });
    const more = make("details", { className: "more" }, make("summary", {}, make("span", { className: "tiny", textContent: "Bản chứng thực, bản sao, tệp" })),
      make("div", { className: "qty" }, amount("thuc", "Chứng thực"), amount("sao", "Bản sao")),
      make("label", { className: "tiny", htmlFor: `tep_${p}`, textContent: "Tệp quét hoặc ảnh chụp (giữ trên máy, mã hóa)" }), file, kept);
    return make("li", {}, tick, make("div", {}, label, more), make("span", { className: "qty" }, amount("chinh", "Bản chính")));
  };

  const counted = (data, files, paper) => {
    const p = paper.position;
    const amounts = ["chinh", "thuc", "sao"].map((kind) => Number(data.get(`${kind}_${p}`) || 0));
    const file = files.has(p);
    if (data.get(`giay_${p}`) && !amounts.some(Boolean) && !file) amounts[0] = 1;
    return { paper, originals: amounts[0], certified: amounts[1], copies: amounts[2], file, any: amounts.some(Boolean) || file };
  };
  const missing = (procedure, got) => {
    const groups = new Set(got.filter((one) => one.any && one.paper.group).map((one) => one.paper.group));
    return got.filter((one) => one.paper.required && !one.any && !groups.has(one.paper.group)).map((one) => one.paper.name);
  };

  const receipt = ({ number, at, catalogue, procedure, data, got, officer, again }) => {
    const line = (said, value) => (value ? [make("p", {}, `${said}: `, make("strong", { textContent: value }))] : []);
    const hen = due(catalogue, procedure, at);
    const rows = got.filter((one) => one.any).map((one, n) => make("tr", {}, make("td", { textContent: n + 1 }), make("td", { textContent: `${one.paper.name}${one.file ? " (có bản quét)" : ""}` }),
      ...[one.originals, one.certified, one.copies].map((amount) => make("td", { textContent: amount || "" }))));
    const head = make("tr", {}, ...["TT", "Giấy tờ đã nhận", "Bản chính", "Chứng thực", "Bản sao"].map((said) => make("th", { scope: "col", textContent: said })));
    const head1 = make("div", { className: "sheet__head" }, make("p", { textContent: catalogue.office_name }),
      make("div", {}, make("p", {}, make("strong", { textContent: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" })), make("p", { className: "sheet__rule sheet__rule--motto" }, make("strong", { textContent: "Độc lập - Tự do - Hạnh phúc" }))));
    const proxy = data.get("hs-proxy");
    return [
      head1,
      make("h1", { textContent: "PHIẾU TIẾP NHẬN TẠM" }),
      ...(again ? [make("p", { className: "small" }, make("em", { textContent: `In lại lúc ${words(again)}` }))] : []),
      make("p", { className: "receipt__number" }, "Số tạm ", make("strong", { className: "code", textContent: number })),
      make("p", {}, `Nhận lúc ${words(at)}, khi đường truyền gián đoạn. Thời hạn giải quyết tính từ giờ này.`),
      ...line("Người nộp", proxy ? data.get("hs-submitter_name") : ""),
      ...line("Chủ hồ sơ", data.get("hs-name")),
      ...line("Thủ tục", `${procedure.name} (${procedure.code})`),
      ...line("Nội dung", data.get("hs-summary")),
      make("table", {}, make("caption", { className: "visually-hidden", textContent: "Giấy tờ đã nhận" }), make("thead", {}, head), make("tbody", {}, ...rows)),
      ...line("Thời hạn giải quyết", procedure.limit || "ghi trên giấy chính thức"),
      ...line("Ngày hẹn trả dự kiến", hen),
      ...line("Phí, lệ phí, nộp khi nhận giấy chính thức", procedure.fee),
      make("p", { textContent: "Đây là số tạm. Khi có mạng, quầy gửi Giấy tiếp nhận hồ sơ và hẹn trả kết quả mang mã hồ sơ; tra cứu được bằng số tạm này và số điện thoại hoặc số định danh đã khai." }),
      make("div", { className: "sheet__sub" }, make("div", {}, make("p", { textContent: "Người nộp hồ sơ" })), make("div", {}, make("p", { textContent: "Người tiếp nhận" }), make("p", {}, make("strong", { textContent: officer })))),
    ];
  };

  motcuaQuay.paper = { make, fold, find, due, row, counted, missing, receipt, day, clock, words, span, two };
})();
