// The picture follows the field; the keyboard does everything.
import { askBeforeLeaving, beforeLeaving, csrf, send, tell } from "./motlan.js";
import { view } from "./viewer.js";

const root = document.getElementById("review");
const sheet = document.getElementById("sheet");
const how = document.getElementById("how");
const fields = [...document.querySelectorAll("li[data-field]")];
const tabs = [...root.querySelectorAll("[data-page][data-width]")];
const large = [...root.querySelectorAll("a[data-view]")];
const NS = "http://www.w3.org/2000/svg";
const answers = {};      // name: { text, region?, raw? }
let page = null, current = null, region = null, whole = false, box = null;

// ---- the picture ----------------------------------------------------------------------------

function node(name, attributes) {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** Show a page upright; all coordinates inside the group are those of the original page. */
function turnTo(number) {
  const tab = tabs.find((t) => Number(t.dataset.page) === number) ?? tabs[0];
  if (!tab || page?.number === Number(tab.dataset.page)) return;
  const w = Number(tab.dataset.width), h = Number(tab.dataset.height), turn = Number(tab.dataset.rotation);
  page = { number: Number(tab.dataset.page), w, h, turn, wide: turn % 180 ? h : w, high: turn % 180 ? w : h };
  for (const t of tabs) t.setAttribute("aria-pressed", String(t === tab));
  for (const link of large) link.hidden = Number(link.dataset.of) !== page.number;
  const shift = { 0: "", 90: `translate(${h} 0) rotate(90)`, 180: `translate(${w} ${h}) rotate(180)`, 270: `translate(0 ${w}) rotate(270)` };
  const group = node("g", { transform: shift[turn] });
  group.append(
    node("image", { href: `/giay-to/${root.dataset.paper}/trang/${page.number}/lon.jpg`, width: w, height: h, preserveAspectRatio: "none" }),
    node("polygon", { id: "outline", points: "" }),
  );
  sheet.replaceChildren(group, node("rect", { id: "drawn", width: 0, height: 0 }));
  look({ x: 0, y: 0, w: page.wide, h: page.high });
}

function look(at) {
  box = at;
  sheet.setAttribute("viewBox", `${box.x} ${box.y} ${box.w} ${box.h}`);
}

const CLOSEST = 20;  // how many times a page may be enlarged

/** Come closer or go back, and keep what is under the pointer where it is. */
function zoom(factor, point) {
  const w = Math.max(page.wide / CLOSEST, Math.min(page.wide, box.w * factor)), by = w / box.w;
  look({ x: point.x - (point.x - box.x) * by, y: point.y - (point.y - box.y) * by, w, h: box.h * by });
}

function enlarge() {
  const link = large.find((one) => !one.hidden);
  if (link) view(link);
}

/** Corners of the original page as the viewer sees them. */
function upright(point) {
  const { w, h, turn } = page;
  if (turn === 90) return { x: h - point.y, y: point.x };
  if (turn === 180) return { x: w - point.x, y: h - point.y };
  if (turn === 270) return { x: point.y, y: w - point.x };
  return point;
}

function original(point) {
  const { w, h, turn } = page;
  if (turn === 90) return { x: point.y, y: h - point.x };
  if (turn === 180) return { x: w - point.x, y: h - point.y };
  if (turn === 270) return { x: w - point.y, y: point.x };
  return point;
}

function around(points) {
  const seen = points.map(upright), xs = seen.map((p) => p.x), ys = seen.map((p) => p.y);
  const x = Math.min(...xs), y = Math.min(...ys);
  return { x, y, w: Math.max(...xs) - x, h: Math.max(...ys) - y };
}

const corners = (text) => text.split(" ").filter(Boolean).map((p) => { const [x, y] = p.split(","); return { x: Number(x), y: Number(y) }; });

/** Outline a field's place and come closer, so that the text is read without leaning forward. */
function follow(field) {
  const points = corners(field.dataset.points);
  turnTo(Number(field.dataset.page) || page?.number || 1);
  if (!page) return;  // nothing is known of the pages of this paper
  const outline = document.getElementById("outline");
  outline.setAttribute("points", field.dataset.points);
  if (!points.length || whole) return look({ x: 0, y: 0, w: page.wide, h: page.high });
  const box = around(points);
  const w = Math.min(page.wide, Math.max(box.w * 1.35, page.wide * 0.55));
  const ratio = sheet.clientHeight / Math.max(1, sheet.clientWidth);
  const h = Math.min(page.high, w * ratio);
  // A short place stands left of the middle: what follows it on the line is seen, too.
  const left = box.w < w * 0.5 ? box.x - w * 0.25 : box.x + box.w / 2 - w / 2;
  const x = Math.max(0, Math.min(page.wide - w, left));
  const y = Math.max(0, Math.min(page.high - h, box.y + box.h / 2 - h / 2));
  look({ x, y, w, h });
}

for (const tab of tabs) tab.addEventListener("click", () => { page = null; turnTo(Number(tab.dataset.page)); });
root.querySelector('[data-zoom="whole"]').addEventListener("click", toggleWhole);
root.querySelector('[data-zoom="region"]').addEventListener("click", draw);

function toggleWhole() {
  if (!page) return;
  whole = !whole;
  root.querySelector('[data-zoom="whole"]').setAttribute("aria-pressed", String(whole));
  if (current) follow(current); else look({ x: 0, y: 0, w: page.wide, h: page.high });
}

// ---- the fields -----------------------------------------------------------------------------

const input = (field) => field.querySelector("textarea");
const name = (field) => field.dataset.field;
/** Where a field is typed in: the cell that was used last, where its value is a table. */
const entry = (field) => field.cell ?? field.querySelector(".grid input") ?? input(field);
const CELL = " | ", ROW = "; ";  // part the cells and rows of a table in its text

/** Write the cells of a table into the text that is kept and sent. */
function gather(field) {
  const rows = [...field.querySelectorAll(".grid tbody tr")].map((row) => [...row.querySelectorAll("input")].map((cell) => cell.value.replaceAll(/[;|]/g, ",").trim()));
  input(field).value = rows.filter((row) => row.some(Boolean)).map((row) => row.join(CELL)).join(ROW);
}

/** Write the text of a table into its cells. */
function spread(field) {
  const body = field.querySelector(".grid tbody");
  if (!body) return;
  const rows = input(field).value.split(ROW.trim()).filter((row) => row.trim());
  while (body.rows.length < rows.length) addRow(field);
  for (const [at, row] of [...body.rows].entries()) {
    const cells = (rows[at] ?? "").split(CELL.trim());
    for (const [place, cell] of [...row.querySelectorAll("input")].entries()) cell.value = (cells[place] ?? "").trim();
  }
}

function addRow(field) {
  const body = field.querySelector(".grid tbody"), row = body.rows[body.rows.length - 1].cloneNode(true);
  for (const cell of row.querySelectorAll("input")) cell.value = "";
  body.append(row);
  return row.querySelector("input");
}

function grow(area) { area.style.height = "auto"; area.style.height = `${area.scrollHeight + 2}px`; }

for (const field of fields) {
  const area = input(field);
  grow(area);
  field.addEventListener("focusin", (event) => {
    if (!event.target.matches("textarea, .grid input")) return;
    if (event.target !== area) field.cell = event.target;
    event.target.select();
    if (region) stop();
    current?.classList.remove("current");
    current = field;
    field.classList.add("current");
    if (!field.contains(event.relatedTarget)) follow(field);
  });
  field.addEventListener("input", (event) => { if (event.target !== area) gather(field); grow(area); unsettle(field); keepSoon(); });
  field.querySelector("[data-row]")?.addEventListener("click", () => addRow(field).focus());
  if (area.defaultValue !== area.dataset.proposed) spread(field);
  for (const button of field.querySelectorAll("[data-proposal]")) {
    button.addEventListener("click", () => propose(field, button.dataset.proposal));
  }
}

addEventListener("resize", () => { for (const field of fields) grow(input(field)); });

function propose(field, text) {
  const area = input(field);
  area.value = text; spread(field); grow(area); entry(field).focus(); unsettle(field); keepSoon();
}

function unsettle(field) {
  field.classList.remove("settled");
  if (answers[name(field)]?.text !== undefined) delete answers[name(field)].text;
  count();
}

function settle(field) {
  const text = input(field).value.trim();
  answers[name(field)] = { ...answers[name(field)], text, sure: field.dataset.told === text };
  field.classList.add("settled");
  field.querySelector(".problem").hidden = true;
  count();
  keepSoon(0);
}

const asked = () => fields.filter((f) => "ask" in f.dataset && !f.classList.contains("settled"));

function count() {
  const left = asked().length;
  document.getElementById("left").textContent = left ? `Còn ${left} mục cần xem` : "Đã xem hết";
  document.getElementById("done").classList.toggle("ready", !left);
}

function accept(field) {
  settle(field);
  const at = fields.indexOf(field);
  const next = asked().find((f) => fields.indexOf(f) > at) ?? asked()[0];
  if (next) entry(next).focus(); else document.getElementById("done").focus();
}

/** Go to the next doubt, in this paper or in the next one of the dossier; nothing is accepted. */
async function nextDoubt() {
  const at = fields.indexOf(current), left = asked();
  const next = left.find((f) => fields.indexOf(f) > at);
  if (next) return entry(next).focus();
  if (!Number(root.dataset.left)) {
    if (left.length) entry(left[0]).focus(); else document.getElementById("done").focus();
    return tell(left.length ? "Hồ sơ không còn giấy tờ nào khác chờ xem." : "Đã xem hết các mục: nhấn Ctrl+Enter để xong giấy tờ này.");
  }
  if (unkept) await keepNow();
  if (unkept) return tell("Chưa lưu được chữ đang gõ: máy chủ không trả lời.", "bad");
  const mark = root.dataset.onward.includes("?") ? "&" : "?";
  location.href = `${root.dataset.onward}${mark}sau=${root.dataset.paper}`;
}

// ---- what was typed is kept -----------------------------------------------------------------

// The server keeps it for this account until it is sent; a session that has ended keeps it in this
// window until somebody signed in again, and gives it to nobody else.
const STASH = "motlan-typed";
let timer = 0, unkept = false, sending = Promise.resolve();

function typed() {
  const said = {};
  for (const field of fields) {
    const text = input(field).value.trim(), settled = field.classList.contains("settled"), known = answers[name(field)] ?? {};
    if (!settled && !known.region && text === input(field).dataset.proposed.trim()) continue;
    said[name(field)] = { text, settled, sure: settled && field.dataset.told === text };
    if (known.region) Object.assign(said[name(field)], { region: known.region, raw: known.raw });
  }
  return { revision: Number(root.dataset.revision), fields: said };
}

function keepSoon(milliseconds = 600) {
  unkept = true;
  clearTimeout(timer);
  timer = setTimeout(keepNow, milliseconds);
}

function keepNow() {
  clearTimeout(timer);
  const body = JSON.stringify(typed());
  sending = sending.then(async () => {  // one after the other: an older one must not come last
    const response = await fetch(`${root.dataset.address}/dang-go`, { method: "POST", keepalive: true, headers: { "x-csrf": csrf, "content-type": "application/json" }, body });
    if (!response.ok) throw new Error(String(response.status));
    if (JSON.stringify(typed()) === body) unkept = false;
    document.getElementById("changed").hidden = !(await response.json()).changed;
  }).catch(() => {});
  return sending;
}

function stash() {
  if (!unkept) return;
  sessionStorage.setItem(STASH, JSON.stringify({ account: root.dataset.account, paper: root.dataset.paper, ...typed() }));
}

/** Put back what a window kept when its session ended. */
function unstash() {
  const kept = JSON.parse(sessionStorage.getItem(STASH) ?? "null");
  sessionStorage.removeItem(STASH);
  if (kept?.account !== root.dataset.account || kept.paper !== root.dataset.paper) return;
  for (const field of fields) {
    const said = kept.fields[name(field)];
    if (!said) continue;
    input(field).value = said.text;
    spread(field);
    grow(input(field));
    if (said.region) answers[name(field)] = { region: said.region, raw: said.raw };
    if (said.settled && kept.revision === Number(root.dataset.revision)) { if (said.sure) field.dataset.told = said.text; settle(field); }
  }
  keepSoon(0);
}

beforeLeaving(stash);
askBeforeLeaving(() => { if (unkept) keepNow(); return unkept; });
document.querySelector("#type")?.form.addEventListener("submit", (event) => {
  const count = Object.keys(typed().fields).length;
  if (count && !confirm(`Đổi loại sẽ bỏ ${count} mục đã nhập trên giấy tờ này. Vẫn đổi?`)) event.preventDefault();
  else unkept = false;
});

async function done() {
  const left = asked();
  if (left.length) { entry(left[0]).focus(); tell(`Còn ${left.length} mục chưa xem.`, "bad"); return; }
  for (const field of fields) {  // what was typed and left counts like what was accepted
    const area = input(field);
    if (area.value.trim() !== area.dataset.proposed.trim() && !field.classList.contains("settled")) settle(field);
  }
  const said = {};
  for (const [key, value] of Object.entries(answers)) if (value.text !== undefined) said[key] = value;
  const button = document.getElementById("done");
  button.disabled = true;
  clearTimeout(timer);
  await sending;  // else what is kept could come after what is sent, and stay for good
  try {
    const answer = await send(root.dataset.address, { revision: Number(root.dataset.revision), fields: said, no_type: !fields.length }, { json: true });
    if (answer.next) { unkept = false; clearTimeout(timer); location.href = answer.next; return; }
    mistyped(answer.problems);
  } catch { /* told already */ }
  keepSoon(0);
  button.disabled = false;
}

function mistyped(problems) {
  for (const field of fields) {
    const text = problems[name(field)], place = field.querySelector(".problem");
    place.hidden = !text;
    place.textContent = text ?? "";
    input(field).toggleAttribute("aria-invalid", Boolean(text));
    if (text) { field.classList.remove("settled"); field.dataset.told = input(field).value.trim(); }
  }
  const first = fields.find((f) => problems[name(f)]);
  if (first) { entry(first).focus(); tell(problems[name(first)], "bad"); }
}

document.getElementById("done").addEventListener("click", done);

// ---- a region drawn anew --------------------------------------------------------------------

function draw() {
  if (!current || !page) return;
  const points = corners(current.dataset.points);
  const start = points.length ? around(points) : { x: page.wide * 0.3, y: page.high * 0.45, w: page.wide * 0.4, h: page.high * 0.03 };
  region = { ...start };
  how.hidden = false;
  sheet.classList.add("drawing");
  if (!points.length) look({ x: 0, y: 0, w: page.wide, h: page.high });
  mark();
}

function mark() {
  const rect = document.getElementById("drawn");
  for (const [key, value] of Object.entries({ x: region.x, y: region.y, width: region.w, height: region.h })) rect.setAttribute(key, value);
}

function stop() {
  region = null;
  how.hidden = true;
  sheet.classList.remove("drawing");
  const rect = document.getElementById("drawn");
  rect.setAttribute("width", 0); rect.setAttribute("height", 0);
}

async function reread() {
  const { x, y, w, h } = region, field = current;
  const corner = [{ x, y }, { x: x + w, y }, { x: x + w, y: y + h }, { x, y: y + h }].map(original);
  const place = { page: page.number, corners: corner, field: name(field) }, before = undoable(field), old = entry(field).value;
  tell("Đang đọc lại…");
  let answer;
  try { answer = await send(`${root.dataset.address}/doc-lai`, place, { json: true }); } catch { return; }
  stop();
  if (!answer.text) { tell("Không thấy chữ trong vùng này.", "bad"); return; }
  if (field.querySelector(".grid")) {  // a region of a table is read for one cell
    entry(field).value = answer.text;
    gather(field);
    propose(field, input(field).value);
  } else {
    answers[name(field)] = { ...answers[name(field)], region: place, raw: answer.raw };
    field.dataset.page = place.page;
    field.dataset.points = corner.map((p) => `${Math.round(p.x)},${Math.round(p.y)}`).join(" ");
    propose(field, answer.text);
    follow(field);
  }
  reread.last = before;
  const line = field.querySelector(".undo");
  line.querySelector("s").textContent = old || "(trống)";
  line.querySelector("b").textContent = answer.text;
  line.hidden = false;
  tell(answer.confidence < UNSURE ? `Đọc được “${answer.text}”, không chắc: so với ảnh.` : `Đọc được: ${answer.text}`, answer.confidence < UNSURE ? "bad" : "");
}

const UNSURE = 0.9;

/** What a field says now, so that a region drawn in the wrong place takes nothing away. */
function undoable(field) {
  const { page: number, points } = field.dataset;
  return { field, text: input(field).value, answer: answers[name(field)], settled: field.classList.contains("settled"), number, points };
}

function undo() {
  const { field, text, answer, settled, number, points } = reread.last;
  reread.last = null;
  field.querySelector(".undo").hidden = true;
  Object.assign(field.dataset, { page: number, points });
  propose(field, text);
  answers[name(field)] = { ...answer };
  if (settled) settle(field);
  follow(field);
}

for (const button of root.querySelectorAll("[data-undo]")) button.addEventListener("click", () => { if (reread.last?.field === button.closest("li")) undo(); });

/** Where a pointer is, in the coordinates of the upright page. */
function pointed(event) {
  const point = new DOMPoint(event.clientX, event.clientY);
  return point.matrixTransform(sheet.getScreenCTM().inverse());
}

let from = null, held = null;
sheet.addEventListener("pointerdown", (event) => {
  if (event.button || !page) return;
  event.preventDefault();
  if (region) from = pointed(event); else held = { at: pointed(event), moved: false };
  sheet.setPointerCapture(event.pointerId);
});
sheet.addEventListener("pointermove", (event) => {
  const to = pointed(event);
  if (held) {
    const dx = held.at.x - to.x, dy = held.at.y - to.y;
    held.moved ||= Math.hypot(dx, dy) > box.w / 100;
    if (held.moved) look({ ...box, x: box.x + dx, y: box.y + dy });
  }
  if (!from || !region) return;
  region = { x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), w: Math.abs(to.x - from.x), h: Math.abs(to.y - from.y) };
  mark();
});
sheet.addEventListener("pointerup", () => {
  const drawn = from && region && region.w > 5 && region.h > 5, pressed = held && !held.moved;
  from = held = null;
  if (drawn) reread();
  else if (pressed && !region) enlarge();
});
sheet.addEventListener("wheel", (event) => { event.preventDefault(); if (page) zoom(event.deltaY < 0 ? 1 / 1.2 : 1.2, pointed(event)); }, { passive: false });

// ---- keys -----------------------------------------------------------------------------------

function regionKey(event) {
  const step = page.high / 200, key = event.key;
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  if (key === "Escape") stop();
  else if (key === "Enter") reread();
  else if (moves[key]) {
    const [dx, dy] = moves[key];
    if (event.shiftKey) { region.w = Math.max(step, region.w + dx * step * 2); region.h = Math.max(step, region.h + dy * step); }
    else { region.x += dx * step * 2; region.y += dy * step; }
    mark();
  } else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  if (region && regionKey(event)) { event.preventDefault(); return; }
  const field = event.target.closest?.("li[data-field]");
  if (event.key === "Enter" && event.ctrlKey) { event.preventDefault(); if (field) settle(field); done(); }
  else if (event.key === "Enter" && field && event.target.matches("textarea, .grid input") && !event.shiftKey && !event.isComposing) { event.preventDefault(); accept(field); }
  else if (event.key.toLowerCase() === "z" && event.ctrlKey && field && reread.last?.field === field) { event.preventDefault(); undo(); }
  else if (event.key === "F2") { event.preventDefault(); draw(); }
  else if (event.key === "F3") { event.preventDefault(); enlarge(); }
  else if (event.key === "F8") { event.preventDefault(); nextDoubt(); }
  else if (event.key === "F4") { event.preventDefault(); toggleWhole(); }
  else if (/^F[67]$/.test(event.key) && current) {
    const proposals = current.querySelectorAll("[data-proposal]"), chosen = proposals[Number(event.key[1]) - 6];
    event.preventDefault();  // else the browser takes the key for its own
    if (chosen) propose(current, chosen.dataset.proposal);
  }
});

for (const field of fields) {
  if (field.dataset.region) answers[name(field)] = { region: JSON.parse(field.dataset.region), raw: field.dataset.raw };
  if ("settled" in field.dataset) settle(field);
}
clearTimeout(timer);
unkept = false;
unstash();
count();
turnTo(1);
const first = asked()[0];
if (first) entry(first).focus(); else document.getElementById("done").focus();
