/* The BPMN modeler over one draft: only what our subset has may be drawn; saving goes through the reader of uploads. */
(() => {
  "use strict";
  const holder = document.querySelector("[data-modeler]");
  const form = document.querySelector("[data-modeler-form]");
  const told = document.querySelector("[data-modeler-refusal]");
  if (!holder || !form || typeof window.BpmnJS !== "function") return;

  const WORDS = {
    "Activate hand tool": "Kéo cả sơ đồ",
    "Activate lasso tool": "Chọn nhiều phần",
    "Activate create/remove space tool": "Thêm, bớt khoảng trống",
    "Activate global connect tool": "Nối hai phần",
    "Create start event": "Điểm bắt đầu",
    "Create end event": "Điểm kết thúc",
    "Create gateway": "Cổng rẽ nhánh",
    "Create task": "Bước (việc)",
    "Append task": "Thêm bước tiếp theo",
    "Append gateway": "Thêm cổng tiếp theo",
    "Append end event": "Thêm điểm kết thúc",
    "Change element": "Đổi loại",
    "Connect to other element": "Nối đến phần khác",
    "Connect using sequence/message flow": "Nối đến phần khác",
    "Add lane above": "Thêm làn phía trên",
    "Add lane below": "Thêm làn phía dưới",
    "Divide into two lanes": "Chia thành hai làn",
    "Divide into three lanes": "Chia thành ba làn",
    "Delete": "Xóa",
    "Remove": "Xóa",
    "Exclusive gateway": "Cổng rẽ một nhánh",
    "Parallel gateway": "Cổng song song",
    "User task": "Việc của người",
    "Task": "Việc",
    "Start event": "Điểm bắt đầu",
    "End event": "Điểm kết thúc",
    "Default flow": "Nhánh còn lại",
    "Sequence flow": "Đường nối",
    "Search in diagram": "Tìm trong sơ đồ",
  };
  const PALETTE = new Set([
    "hand-tool", "lasso-tool", "space-tool", "global-connect-tool", "tool-separator", "create.end-event",
    "create.exclusive-gateway", "create.parallel-gateway", "create.task",
  ]);
  const PAD = new Set([
    "append.append-task", "append.gateway", "append.end-event", "connect", "replace", "delete", "lane-insert-above",
    "lane-insert-below", "lane-divide-two", "lane-divide-three",
  ]);
  const REPLACE = new Set([
    "replace-with-exclusive-gateway", "replace-with-parallel-gateway", "replace-with-user-task", "replace-with-task",
    "replace-with-default-flow", "replace-with-sequence-flow",
  ]);
  const only = (allowed) => (entries) =>
    Object.fromEntries(Object.entries(entries).filter(([key]) => allowed.has(key)));

  function Subset(palette, contextPad, popupMenu, create, elementFactory) {
    const parallel = {
      group: "gateway",
      className: "bpmn-icon-gateway-parallel",
      title: "Cổng song song",
      action: {},
    };
    parallel.action.click = parallel.action.dragstart = (event) =>
      create.start(event, elementFactory.createShape({ type: "bpmn:ParallelGateway" }));
    palette.registerProvider(100, {
      getPaletteEntries: () => (entries) => only(PALETTE)({ ...entries, "create.parallel-gateway": parallel }),
    });
    contextPad.registerProvider(100, {
      getContextPadEntries: () => only(PAD),
      getMultiElementContextPadEntries: () => only(PAD),
    });
    const menu = { getPopupMenuHeaderEntries: () => () => ({}), getPopupMenuEntries: () => only(REPLACE) };
    popupMenu.registerProvider("bpmn-replace", 100, menu);
  }
  Subset.$inject = ["palette", "contextPad", "popupMenu", "create", "elementFactory"];

  const translate = (template, replacements) =>
    (WORDS[template] || template).replace(/{([^}]+)}/g, (_, key) => (replacements && replacements[key]) || `{${key}}`);

  const modeler = new window.BpmnJS({
    container: holder,
    additionalModules: [{ __init__: ["subset"], subset: ["type", Subset], translate: ["value", translate] }],
  });
  const fit = () => {
    const canvas = modeler.get("canvas");
    canvas.zoom("fit-viewport");
    const { inner, outer } = canvas.viewbox();
    const palette = holder.querySelector(".djs-palette");
    const clear = palette ? palette.offsetLeft + palette.offsetWidth + 12 : 12; // lane names beside the palette, not under it
    const scale = Math.min((outer.width - clear - 12) / inner.width, (outer.height - 24) / inner.height, 1);
    canvas.viewbox({ x: inner.x - clear / scale, y: inner.y - 12 / scale, width: outer.width / scale, height: outer.height / scale });
  };
  const tell = (refusal) => {
    const box = document.createElement("div");
    box.className = "notice notice--late";
    const inner = document.createElement("div");
    for (const [word, heading] of [["what", true], ["why", false], ["next", false]]) {
      if (!refusal[word]) continue;
      const line = document.createElement("p");
      if (heading) line.className = "notice__title";
      line.textContent = refusal[word];
      inner.append(line);
    }
    box.append(inner);
    told.replaceChildren(box);
    told.scrollIntoView({ block: "nearest" });
  };

  let changed = false;
  const open = async () => {
    const answer = await fetch(holder.dataset.source);
    if (!answer.ok) throw new Error(String(answer.status));
    await modeler.importXML(await answer.text());
    fit();
    modeler.on("commandStack.changed", () => {
      changed = true;
    });
    for (const button of form.querySelectorAll("button")) button.disabled = false;
    holder.dataset.ready = "1";
  };
  open().catch(() => tell({ what: "Chưa mở được sơ đồ.", next: "Tải lại trang, hoặc sửa trong bảng các bước." }));

  form.querySelector("[data-modeler-undo]").addEventListener("click", () => modeler.get("commandStack").undo());
  form.querySelector("[data-modeler-fit]").addEventListener("click", fit);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { xml } = await modeler.saveXML();
    const data = new FormData(form);
    data.set("xml", xml);
    try {
      const answer = await fetch(location.pathname, { method: "POST", body: data });
      const said = await answer.json();
      if (answer.ok) {
        changed = false;
        location.assign(said.url);
      } else {
        tell(said);
      }
    } catch {
      tell({ what: "Chưa lưu được.", next: "Kiểm tra đường truyền rồi bấm lưu lại; sơ đồ vẫn còn trên màn hình." });
    }
  });
  addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
  window.motcuaModeler = modeler;
})();
