// The steps: dossier, photos, verdict, receipt. What was handed in waits in queue.js until it is sent.
import { drop, handOver, held, keep, secret, told } from "./queue.js";
import { tell } from "./motlan.js";

const root = document.getElementById("guided"), profile = root.dataset.profile;
const $ = (id) => document.getElementById(id);
const DOSSIER = /^(?:\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d{1,3})*)-\d{6}-\d{4,6}$/;
const LOOK_MILLISECONDS = 20000, AGAIN_MILLISECONDS = 10000, LEFT_ALONE_MILLISECONDS = 120000;
const HEART_MILLISECONDS = 15000;
let shots = [], step = 1, waitsFor = "", handover = "", turn = Promise.resolve();

function go(to) {
  step = to;
  for (const part of root.querySelectorAll("[data-step]")) part.hidden = part.dataset.step !== String(to);
  for (const mark of root.querySelectorAll("[data-mark]")) {
    mark.toggleAttribute("aria-current", false);
    mark.classList.toggle("past", Number(mark.dataset.mark) < to);
    if (mark.dataset.mark === String(to)) mark.setAttribute("aria-current", "step");
  }
  const first = root.querySelector(`[data-step="${to}"] input:not(.unseen)`) ?? root.querySelector(`[data-step="${to}"] h1`);
  first.focus();
}

root.addEventListener("click", (event) => {
  const to = event.target.closest("[data-to]")?.dataset.to;
  if (to) go(Number(to));
});

$("begin").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = $("dossier"), right = DOSSIER.test(field.value = field.value.trim().toUpperCase());
  $("dossier-problem").hidden = right;
  field.toggleAttribute("aria-invalid", !right);
  if (right) go(shots.length ? 3 : 2); else field.focus();
});

// ---- photos and their verdict ---------------------------------------------------------------

for (const id of ["camera", "chosen"]) {
  $(id).addEventListener("change", () => { const files = [...$(id).files]; $(id).value = ""; take(files); });
}

function take(files) {
  if (!files.length) return;
  for (const blob of files) {
    const shot = { blob, name: blob.name, picture: URL.createObjectURL(blob), grade: "", told: "đang xem ảnh…" };
    shots.push(shot);
    turn = turn.then(() => judge(shot));  // one after the other: the first verdict comes sooner
  }
  show();
  go(3);
}

/** Ask the centre what it thinks of a photo; without a line a look of our own has to do. */
async function judge(shot) {
  try {
    const csrf = await secret();
    if (csrf === null) throw new Error("sign-in");
    const response = await fetch("/quet/xem", { method: "POST", body: shot.blob, headers: { "x-csrf": csrf, "content-type": "application/octet-stream" }, signal: AbortSignal.timeout(LOOK_MILLISECONDS) });
    const seen = await response.json();
    if (!response.ok) { shot.grade = "scan_again"; shot.told = seen.remedy ?? "Không đọc được tệp này."; }
    else {
      const bad = seen.pages.find((page) => page.grade === "scan_again");
      shot.grade = bad ? "scan_again" : "good";
      shot.told = bad ? bad.reasons[0] ?? "Ảnh chưa đọc được, chụp lại." : "Rõ";
    }
  } catch { Object.assign(shot, await ownLook(shot.blob)); }
  show();
}

/** Tell sharp from blurred and light from dark, on a small copy. */
async function ownLook(blob) {
  try {
    const image = await createImageBitmap(blob), side = 512, scale = side / Math.max(image.width, image.height);
    const width = Math.max(3, Math.round(image.width * scale)), height = Math.max(3, Math.round(image.height * scale));
    const context = new OffscreenCanvas(width, height).getContext("2d");
    context.drawImage(image, 0, 0, width, height);
    const data = context.getImageData(0, 0, width, height).data, grey = new Float32Array(width * height);
    let light = 0;
    for (let i = 0; i < grey.length; i++) light += grey[i] = 0.3 * data[4 * i] + 0.59 * data[4 * i + 1] + 0.11 * data[4 * i + 2];
    let edges = 0;
    for (let y = 1; y < height - 1; y++) for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      edges += (4 * grey[i] - grey[i - 1] - grey[i + 1] - grey[i - width] - grey[i + width]) ** 2;
    }
    if (light / grey.length < 60) return { grade: "scan_again", told: "Ảnh quá tối, chụp lại nơi sáng hơn." };
    if (edges / grey.length < 40) return { grade: "scan_again", told: "Ảnh mờ, giữ chắc tay rồi chụp lại." };
    return { grade: "good", told: "Có vẻ rõ; trung tâm sẽ xem lại khi có mạng." };
  } catch { return { grade: "", told: "Trung tâm sẽ xem khi có mạng." }; }
}

function show() {
  $("shots").replaceChildren(...shots.map((shot, place) => {
    const row = document.createElement("li"), image = document.createElement(shot.blob.type.startsWith("image/") ? "img" : "span");
    if (image.tagName === "IMG") { image.src = shot.picture; image.alt = `Giấy tờ ${place + 1}`; } else { image.className = "file"; image.textContent = "PDF"; }
    const told = document.createElement("p"), gone = document.createElement("button");
    row.className = shot.grade;
    told.textContent = `${place + 1}. ${shot.told}`;
    gone.type = "button"; gone.textContent = shot.grade === "scan_again" ? "Chụp lại" : "Bỏ"; gone.setAttribute("aria-label", `${gone.textContent} giấy tờ ${place + 1}`);
    gone.addEventListener("click", () => { URL.revokeObjectURL(shot.picture); shots = shots.filter((s) => s !== shot); show(); if (shot.grade === "scan_again" || !shots.length) go(2); });
    row.append(image, told, gone);
    return row;
  }));
  const bad = shots.filter((shot) => shot.grade === "scan_again").length;
  $("hand").textContent = bad ? `Vẫn nộp ${shots.length} giấy tờ` : `Nộp ${shots.length} giấy tờ`;
  $("hand").disabled = !shots.length;
}

// ---- handing over ---------------------------------------------------------------------------

$("hand").addEventListener("click", async () => {
  $("hand").disabled = true;
  handover = crypto.randomUUID();
  const facts = { handover, dossier: $("dossier").value, form: $("form").value, profile, at: new Date().toISOString() };
  try { for (const shot of shots) await keep(shot.blob, facts); }
  catch { tell("Máy không còn chỗ giữ ảnh. Gửi các ảnh đang chờ rồi nộp lại.", "bad"); $("hand").disabled = false; return; }
  waitsFor = facts.dossier;
  forget();
  go(4);
  $("receipt-told").textContent = "Đang gửi đến trung tâm…";
  await send();
});

function forget() {
  for (const shot of shots) URL.revokeObjectURL(shot.picture);
  shots = [];
  show();
}

/** Send what waits, and say how it stands; comes back until all is sent. */
async function send() {
  const outcome = await handOver(), papers = await held();
  const failed = papers.filter((paper) => paper.problem);
  const waiting = papers.length - failed.length;
  $("held").textContent = waiting ? `${waiting} ảnh đang giữ trên máy, chờ gửi.` : "";
  state(outcome, waiting, failed);
  if (step === 4 && waitsFor) await receipt(outcome, papers.filter((paper) => paper.dossier === waitsFor));
}

function state(outcome, waiting, failed) {
  const line = $("line");
  line.replaceChildren();
  line.hidden = !(waiting || failed.length);
  if (outcome === "sign-in" && profile === "may") line.hidden = !failed.length;  // nobody there can
  else if (outcome === "sign-in") {
    const link = document.createElement("a");
    link.href = `/dang-nhap?tiep=${encodeURIComponent(location.pathname)}`; link.textContent = "Đăng nhập";
    line.append(link, ` để gửi ${waiting} ảnh đang giữ.`);
  } else if (waiting) line.append(`Mất kết nối với trung tâm. ${waiting} ảnh đã giữ trên máy và sẽ tự gửi khi có mạng.`);
  for (const paper of failed) {
    const away = document.createElement("button");
    away.type = "button"; away.className = "small"; away.textContent = "Bỏ ảnh này";
    away.addEventListener("click", async () => { await drop(paper.hash); send(); });
    line.append(` ${paper.dossier}: ${paper.problem} `, away);
  }
}

async function receipt(outcome, mine) {
  const refused = mine.filter((paper) => paper.problem);
  $("receipt-notes").replaceChildren(...[...told, ...refused.map((paper) => paper.problem)].map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  if (mine.length > refused.length) {
    $("receipt-head").textContent = "Chưa gửi được";
    $("receipt-told").textContent = profile === "may"
      ? "Máy tạm ngừng, mời đến quầy. Giấy tờ chưa đến trung tâm và chưa có mã biên nhận."
      : `${mine.length - refused.length} giấy tờ đang giữ trên máy này${outcome === "sign-in" ? "; đăng nhập để gửi" : " và sẽ tự gửi khi có mạng"}. Chưa có mã biên nhận.`;
    return;
  }
  if (refused.length) {
    $("receipt-head").textContent = "Trung tâm không nhận";
    $("receipt-told").textContent = `${refused.length} tệp không nhận được, vì lý do dưới đây.`;
  }
  try {
    const response = await fetch(`/quet/bien-nhan/${encodeURIComponent(waitsFor)}?lan=${handover}`, { headers: { "motlan-poll": "1" } });
    const given = await response.json();
    if (response.status === 404) {  // nothing of this hand-over arrived as something new
      if (!refused.length) { $("receipt-head").textContent = "Không có giấy tờ mới"; $("receipt-told").textContent = "Trung tâm đã có các giấy tờ này từ trước."; }
      waitsFor = "";
      return;
    }
    if (!response.ok) throw new Error(given.remedy);
    $("receipt-head").textContent = "Đã nhận";
    $("receipt-told").textContent = `Trung tâm đã nhận ${given.papers} giấy tờ của hồ sơ ${waitsFor}.`;
    $("receipt-code").textContent = given.code;
    $("receipt-qr").src = given.qr;
    showCode(true);
    waitsFor = "";
  } catch { $("receipt-told").textContent = "Giấy tờ đã gửi; mã biên nhận sẽ hiện khi có mạng."; }
}

/** Show or hide what makes sense only once the centre has given a code. */
function showCode(shown) {
  for (const part of document.querySelectorAll(".with-code")) part.hidden = !shown;
}

$("print").addEventListener("click", () => window.print());
$("again").addEventListener("click", begin);

function begin() {
  forget();
  waitsFor = handover = "";
  told.length = 0;
  $("receipt-notes").replaceChildren();
  $("dossier").value = "";
  showCode(false);
  $("receipt-code").textContent = "";
  go(1);
}

// The next citizen must not see the papers of the one before who walked away.
let touched = Date.now();
for (const kind of ["keydown", "pointerdown", "touchstart"]) document.addEventListener(kind, () => { touched = Date.now(); }, { passive: true });
setInterval(() => { if (profile === "may" && step !== "closed" && step > 1 && Date.now() - touched > LEFT_ALONE_MILLISECONDS) begin(); }, 5000);

// A machine says in time that nothing can be handed in, instead of promising what it cannot keep.
async function beat() {
  let open = true, known = true;
  try { known = await secret() !== null; open = known; } catch { open = false; }
  if (profile !== "may") return;
  $("staff").hidden = known;
  if (!open && step !== 4 && step !== "closed") { forget(); $("dossier").value = ""; go("closed"); }
  else if (open && step === "closed") begin();
}

window.addEventListener("online", () => { beat(); send(); });
window.addEventListener("offline", beat);
setInterval(beat, HEART_MILLISECONDS);
beat();
setInterval(send, AGAIN_MILLISECONDS);
navigator.serviceWorker?.register("/quet/tho/tho.js", { scope: "/quet/" });
show();
send();
