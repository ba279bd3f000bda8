// The worker that shows what comes to this device. It keeps no page and sees no request.
self.addEventListener("push", (event) => {
  let told = { title: "Một Cửa", body: "Có tin mới", link: "/tin-bao/" };
  try { told = { ...told, ...event.data.json() }; } catch (_) { /* said nothing we can read: still there is news */ }
  event.waitUntil(self.registration.showNotification(told.title, { body: told.body, tag: told.link, data: { link: told.link }, lang: "vi" }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const link = new URL(event.notification.data.link, self.location.origin);
  if (link.origin === self.location.origin) event.waitUntil(self.clients.openWindow(link.href));
});
