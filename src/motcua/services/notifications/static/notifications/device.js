// Lets this browser ring: asks its owner, its push service, then tells the house. Without it the page says how else to be told.
(() => {
  const form = document.querySelector("[data-device]");
  if (!form || !("serviceWorker" in navigator) || !("PushManager" in window) || !window.isSecureContext) return;
  const said = form.querySelector("[role=status]");
  const key = Uint8Array.from(atob(form.dataset.device.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.textContent = form.dataset.wait;
    try {
      if ((await Notification.requestPermission()) !== "granted") { said.textContent = form.dataset.denied; return; }
      const worker = await navigator.serviceWorker.register("/tin-bao/may.js", { scope: "/tin-bao/" });
      const made = (await worker.pushManager.getSubscription()) || (await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
      const told = made.toJSON();
      form.elements.dia_chi.value = told.endpoint;
      form.elements.khoa.value = told.keys.p256dh;
      form.elements.dau.value = told.keys.auth;
      form.elements.ten.value = (navigator.userAgentData && navigator.userAgentData.platform) || navigator.platform || "";
      form.submit();
    } catch (_) { said.textContent = form.dataset.failed; }
  });
})();
