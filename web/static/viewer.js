// Looks at a page as large as the screen: wheel and two fingers zoom, dragging moves, R turns it.

const NARROWEST = 1, WIDEST = 12;
const dialog = document.createElement("dialog");
dialog.className = "big";
dialog.setAttribute("aria-label", "Xem trang");
dialog.innerHTML = `<div class="viewer-bar"><strong class="name"></strong><span class="grow"></span>
<button type="button" class="small" data-look="back" aria-label="Trang trước">◀</button>
<button type="button" class="small" data-look="next" aria-label="Trang sau">▶</button>
<button type="button" class="small" data-look="out" aria-label="Thu nhỏ">−</button>
<button type="button" class="small" data-look="in" aria-label="Phóng to">+</button>
<button type="button" class="small" data-look="fit">Vừa màn hình</button>
<button type="button" class="small" data-look="turn">Xoay</button>
<button type="button" class="small" data-look="close">Đóng</button></div>
<div class="stage"><img alt="" draggable="false"></div>`;
document.body.append(dialog);

const stage = dialog.querySelector(".stage"), image = dialog.querySelector("img");
let links = [], opener = null, at = 0, scale = 1, x = 0, y = 0, turn = 0;

function place() {
  const sideways = turn % 180 !== 0, { clientWidth: w, clientHeight: h } = stage;
  if (!image.offsetWidth) return;  // not loaded yet
  const fit = sideways ? Math.min(w / image.offsetHeight, h / image.offsetWidth) : 1;
  const limit = { x: (w * scale) / 2, y: (h * scale) / 2 };
  x = Math.max(-limit.x, Math.min(limit.x, x));
  y = Math.max(-limit.y, Math.min(limit.y, y));
  image.style.transform = `translate(${x}px, ${y}px) rotate(${turn}deg) scale(${scale * fit})`;
}

function fit() { scale = 1; x = y = 0; place(); }

/** Zoom, and keep what is under the pointer where it is. */
function zoom(factor, point) {
  const box = stage.getBoundingClientRect();
  const from = { x: (point?.x ?? box.left + box.width / 2) - box.left - box.width / 2, y: (point?.y ?? box.top + box.height / 2) - box.top - box.height / 2 };
  const wanted = Math.max(NARROWEST, Math.min(WIDEST, scale * factor)), by = wanted / scale;
  x = from.x - (from.x - x) * by;
  y = from.y - (from.y - y) * by;
  scale = wanted;
  if (scale === NARROWEST) x = y = 0;
  place();
}

function show(index) {
  at = (index + links.length) % links.length;
  const link = links[at];
  image.src = link.href;
  image.alt = link.dataset.view;
  dialog.querySelector(".name").textContent = `${link.dataset.view} (${at + 1}/${links.length})`;
  turn = Number(link.dataset.turn ?? 0);  // a page that lies on its side is shown upright
  fit();
}

export function view(link) {
  links = [...document.querySelectorAll("a[data-view]")];
  if (!dialog.open) { opener = document.activeElement; dialog.showModal(); }
  show(links.indexOf(link));
}

const DOES = {
  back: () => show(at - 1), next: () => show(at + 1), in: () => zoom(1.4), out: () => zoom(1 / 1.4),
  fit, turn: () => { turn = (turn + 90) % 360; fit(); }, close: () => dialog.close(),
};
const KEYS = { ArrowLeft: "back", ArrowRight: "next", "+": "in", "=": "in", "-": "out", 0: "fit", r: "turn" };

dialog.addEventListener("click", (event) => DOES[event.target.closest("[data-look]")?.dataset.look]?.());
dialog.addEventListener("keydown", (event) => {
  event.stopPropagation();  // the page behind it has keys of its own
  const does = KEYS[event.key] ?? KEYS[event.key.toLowerCase()];
  if (!does || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  DOES[does]();
});
image.addEventListener("load", fit);
// Who was typing goes on typing; who came from a page is at the one seen last.
dialog.addEventListener("close", () => { image.removeAttribute("src"); (opener?.matches("textarea, input") ? opener : links[at])?.focus(); });
stage.addEventListener("wheel", (event) => { event.preventDefault(); zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, event); }, { passive: false });
stage.addEventListener("dblclick", (event) => (scale > 1 ? fit() : zoom(3, event)));

const fingers = new Map();
const span = () => { const [a, b] = [...fingers.values()]; return Math.hypot(a.x - b.x, a.y - b.y); };
stage.addEventListener("pointerdown", (event) => { fingers.set(event.pointerId, { x: event.clientX, y: event.clientY }); stage.setPointerCapture(event.pointerId); });
stage.addEventListener("pointermove", (event) => {
  const was = fingers.get(event.pointerId);
  if (!was) return;
  const apart = fingers.size > 1 ? span() : 0;
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  if (fingers.size > 1) {
    const [a, b] = [...fingers.values()];
    if (apart) zoom(span() / apart, { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  } else { x += event.clientX - was.x; y += event.clientY - was.y; place(); }
});
for (const kind of ["pointerup", "pointercancel"]) stage.addEventListener(kind, (event) => fingers.delete(event.pointerId));
window.addEventListener("resize", () => { if (dialog.open) fit(); });

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-view]");
  if (!link || event.ctrlKey || event.metaKey || event.button) return;
  event.preventDefault();
  if (!link.closest(".arranges")) view(link);
});
