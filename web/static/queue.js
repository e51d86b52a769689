// Photos that the centre has not answered for yet. They wait in the browser (IndexedDB), outlive a
// reload, and go by the hash of their bytes: what was sent is not sent again, what was not is.

const NAME = "motlan-quet", STORE = "papers";

function database() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "hash" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/** Do something with the store; what it returns is returned once it is durable. */
async function within(mode, what) {
  const db = await database();
  try {
    return await new Promise((resolve, reject) => {
      const change = db.transaction(STORE, mode, { durability: "strict" });
      const asked = what(change.objectStore(STORE));
      change.oncomplete = () => resolve(asked.result);
      change.onabort = change.onerror = () => reject(change.error);
    });
  } finally { db.close(); }
}

export async function hashOf(blob) {
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, "0")).join("");
}

/** Keep a photo until the centre holds it. */
export async function keep(blob, facts) {
  const paper = { hash: await hashOf(blob), blob, problem: "", ...facts };
  await within("readwrite", (store) => store.put(paper));
  return paper.hash;
}

export const held = () => within("readonly", (store) => store.getAll());
export const drop = (hash) => within("readwrite", (store) => store.delete(hash));

/** What the centre said of photos that it took; emptied by whoever shows it. */
export const told = [];

/** Hand over all that waits; returns "done", "offline" or "sign-in". One window at a time does it. */
export function handOver() {
  return navigator.locks.request(NAME, async () => {
    const papers = (await held()).filter((paper) => !paper.problem);
    if (!papers.length) return "done";
    try { return await handOverAll(papers); } catch { return "offline"; }
  });
}

/** The secret of the session as it is now, null where nobody is signed in. */
export async function secret() {
  const response = await fetch("/quet/phien/hien-tai", { headers: { "motlan-poll": "1" } });
  if (response.status === 401) return null;
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()).csrf;
}

async function handOverAll(papers) {
  const csrf = await secret();
  if (csrf === null) return "sign-in";
  const asked = await fetch("/quet/da-co", {
    method: "POST", headers: { "x-csrf": csrf, "content-type": "application/json" },
    body: JSON.stringify({ papers: papers.map((paper) => paper.hash) }),
  });
  if (!asked.ok) throw new Error(String(asked.status));
  const known = new Set((await asked.json()).known);
  for (const paper of papers) {
    if (!known.has(paper.hash)) {
      const response = await fetch(`/quet/giay-to/${paper.hash}`, { method: "PUT", body: paper.blob, headers: {
        "x-csrf": csrf, "content-type": "application/octet-stream", "motlan-dossier": paper.dossier,
        "motlan-handover": paper.handover ?? crypto.randomUUID(), "motlan-received-at": paper.at, "motlan-profile": paper.profile, "motlan-form": paper.form,
      } });
      if (response.status === 401) return "sign-in";
      if (response.status === 429 || response.status >= 500) throw new Error(String(response.status));
      if (!response.ok) {  // the centre will never take it: a person has to know, the photo stays
        const why = await response.json().catch(() => ({}));
        await within("readwrite", (store) => store.put({ ...paper, problem: why.remedy ?? "Trung tâm không nhận ảnh này." }));
        continue;
      }
      const { note } = await response.json();
      if (note) told.push(note);
    } else told.push("Đã nộp trước đây: xem biên nhận lần trước hoặc hỏi cán bộ tại quầy.");
    await drop(paper.hash);
  }
  return "done";
}
