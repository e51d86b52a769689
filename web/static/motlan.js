// What every page shares: messages, requests with the form secret, keys of the menu, the idle lock.

export const csrf = document.querySelector('meta[name="csrf"]')?.content ?? "";

/** Show a short message that screen readers speak. */
export function tell(text, kind = "") {
  const place = document.getElementById("bao");
  place.className = kind;
  place.textContent = text;
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => { place.textContent = ""; }, 8000);
}

/** Send something to the server; the answer is parsed, an error is told and thrown. */
export async function send(address, body, { json = false } = {}) {
  const headers = { "x-csrf": csrf };
  if (json) headers["content-type"] = "application/json";
  let response;
  try {
    response = await fetch(address, { method: "POST", headers, body: json ? JSON.stringify(body) : body });
  } catch {
    throw failed("offline", "Mất kết nối với máy chủ. Việc đang làm vẫn còn trên màn hình, hãy thử lại.");
  }
  const answer = await response.json().catch(() => ({}));
  if (response.ok || response.status === 422 && answer.problems) return answer;
  if (response.status === 401) leave(answer.code === "E-WEB-LOCKED" ? "/khoa" : "/dang-nhap");
  const lasts = response.status >= 400 && response.status < 500 && ![401, 408, 429].includes(response.status);
  throw failed(answer.code ?? String(response.status), answer.remedy ?? "Máy chủ không thực hiện được, hãy thử lại.", lasts);
}

/** Tell what went wrong; the error says it again where it happened, and whether trying again helps. */
function failed(code, remedy, lasts = false) {
  tell(remedy, "bad");
  return Object.assign(new Error(code), { remedy, lasts });
}

/** Fetch a part of the page by itself: does not count as work of the person. */
export async function poll(address) {
  const response = await fetch(address, { headers: { "motlan-poll": "1" } });
  if (response.status === 401) leave((await response.json()).code === "E-WEB-LOCKED" ? "/khoa" : "/dang-nhap");
  if (!response.ok) throw new Error(String(response.status));
  return response.text();
}

// What a page must do before it is left for the lock, by itself: keep what was typed.
const keepers = [];
let left = false;
export const beforeLeaving = (keeper) => keepers.push(keeper);

function leave(address) {
  if (left) return;
  left = true;
  for (const keeper of keepers) keeper();
  location.href = `${address}?tiep=${encodeURIComponent(location.pathname + location.search)}`;
}

/** Ask before a page is left on which something would be lost; the lock does not wait for an answer. */
export function askBeforeLeaving(unsaved) {
  window.addEventListener("beforeunload", (event) => { if (!left && unsaved()) event.preventDefault(); });
}

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const link = document.querySelector(`nav a[data-key="${event.key}"]`);
  if (link) { event.preventDefault(); link.click(); }
});

// The server locks a session that idles; the screen must not go on showing papers meanwhile.
const idle = Number(document.querySelector('meta[name="idle-seconds"]')?.content ?? 0);
if (idle) {
  let last = Date.now(), told = Date.now();
  for (const kind of ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"]) {
    document.addEventListener(kind, () => {
      last = Date.now();
      if (last - told > idle * 250) { told = last; fetch("/con-lam-viec"); }
    }, { passive: true });
  }
  setInterval(() => { if (Date.now() - last > idle * 1000) leave("/khoa"); }, Math.min(5000, idle * 250));
}
