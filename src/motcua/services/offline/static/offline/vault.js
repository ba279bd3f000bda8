/* Khóa của cán bộ trên máy này. The server hands the key out to its officer; in the browser it is never extractable.
   Two wraps of it lie on the disc: one opened by a secret in a session cookie (goes with the session and with a crash),
   one by the officer's own words (opens without a line, until three days after the last contact). */
(() => {
  "use strict";
  const { store } = motcuaQuay;
  const COOKIE = "motcua_quay";
  const ROUNDS = 600000;
  let key = null;
  let owner = "";

  const bytes = (hex) => Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16));
  const hex = (buffer) => [...new Uint8Array(buffer)].map((one) => one.toString(16).padStart(2, "0")).join("");
  const text = (words) => new TextEncoder().encode(words);
  const random = (size) => crypto.getRandomValues(new Uint8Array(size));
  const aes = (raw, uses) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, uses);

  const cookie = () => (document.cookie.split("; ").find((one) => one.startsWith(`${COOKIE}=`)) || "").slice(COOKIE.length + 1);
  const put = (name, value, age) => {
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `${name}=${value}; path=/; samesite=strict${secure}${age === null ? "" : `; max-age=${age}`}`;
  };
  /* The session's secret goes when the browser does. The server's word that its officer has signed out stays. */
  const setCookie = (value) => put(COOKIE, value, value ? null : 0);
  const SIGNED_OUT = `${COOKIE}_ra`;
  const signedOut = () => document.cookie.includes(`${SIGNED_OUT}=1`);

  const encrypt = async (by, label, data) => {
    const iv = random(12);
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: text(label) }, by, data) };
  };
  const decrypt = (by, label, { iv, data }) => crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: text(label) }, by, data);

  const ofPhrase = async (phrase, salt) => {
    const base = await crypto.subtle.importKey("raw", text(phrase.normalize("NFC")), "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
    return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  };

  const record = async (who) => (await store.get("meta", `vault:${who}`)) || { key: `vault:${who}`, owner: who };
  const take = async (raw, who) => { key = await aes(raw, ["encrypt", "decrypt"]); owner = who; };
  const holdForSession = async (raw, row) => {
    const secret = random(32);
    row.session = await encrypt(await aes(secret, ["encrypt"]), `session:${row.owner}`, raw);
    setCookie(hex(secret));
  };

  motcuaQuay.vault = {
    hex,
    isOpen: () => key !== null,
    owner: () => owner,
    possible: () => Boolean(window.isSecureContext && window.crypto && crypto.subtle),

    /* From the server: `secret` in hex; `until` the session's end, `unlocked_until` how long words open it without contact. */
    async openFromServer({ officer, name, secret, until, unlocked_until: words, idle }) {
      const raw = bytes(secret);
      const row = await record(officer);
      Object.assign(row, { name, until, words, idle });
      await holdForSession(raw, row);
      put(SIGNED_OUT, "", 0);
      await store.put("meta", row);
      await store.put("meta", { key: "owner", owner: officer });
      await take(raw, officer);
      raw.fill(0);
      return Boolean(row.phrase);
    },

    async setPhrase({ officer, secret }, phrase) {
      const raw = bytes(secret);
      const row = await record(officer);
      const salt = random(16);
      row.phrase = { salt, ...(await encrypt(await ofPhrase(phrase, salt), `phrase:${officer}`, raw)) };
      row.wrong = 0;
      await store.put("meta", row);
      raw.fill(0);
    },

    async openFromSession(now) {
      const last = await store.get("meta", "owner");
      const row = last && (await record(last.owner));
      const secret = cookie();
      if (!row || !row.session || !secret || now > new Date(row.until)) return false;
      try {
        const raw = new Uint8Array(await decrypt(await aes(bytes(secret), ["decrypt"]), `session:${row.owner}`, row.session));
        await take(raw, row.owner);
        raw.fill(0);
        return true;
      } catch { return false; }
    },

    /* Who may open this machine with words of their own, who was here last first; else why nobody may. */
    async holders(now) {
      const last = await store.get("meta", "owner");
      const rows = (await store.all("meta")).filter((one) => one.key.startsWith("vault:"));
      const gone = (row) => signedOut() && last && row.owner === last.owner;
      const may = rows.filter((row) => row.phrase && !gone(row) && now <= new Date(row.words));
      may.sort((a, b) => Number(last && b.owner === last.owner) - Number(last && a.owner === last.owner));
      const why = may.length ? "" : !rows.length ? "unknown" : rows.some(gone) ? "out" : rows.some((row) => row.phrase) ? "late" : "none";
      return { may: may.map(({ owner: who, name }) => ({ owner: who, name })), why };
    },
    async hasPhrase() { return Boolean((await record(owner)).phrase); },
    signedOut,

    /* Ten wrong tries and the words open nothing more: the officer signs in when the line is back. */
    async openFromPhrase(phrase, who) {
      const row = await record(who);
      if (!row.phrase) return false;
      row.wrong = (row.wrong || 0) + 1;
      if (row.wrong > 10) delete row.phrase;
      await store.put("meta", row);
      if (!row.phrase) return false;
      try {
        const raw = new Uint8Array(await decrypt(await ofPhrase(phrase, row.phrase.salt), `phrase:${row.owner}`, row.phrase));
        row.wrong = 0;
        await holdForSession(raw, row);
        await store.put("meta", row);
        await store.put("meta", { key: "owner", owner: row.owner });
        await take(raw, row.owner);
        raw.fill(0);
        return true;
      } catch { return false; }
    },

    lock: () => { key = null; owner = ""; setCookie(""); },

    async seal(label, said) { return encrypt(key, label, text(JSON.stringify(said))); },
    async unseal(label, sealed) { return JSON.parse(new TextDecoder().decode(await decrypt(key, label, sealed))); },
    sealBytes: (label, data) => encrypt(key, label, data),
    unsealBytes: (label, sealed) => decrypt(key, label, sealed),
    sha256: async (data) => hex(await crypto.subtle.digest("SHA-256", data)),
  };
})();
