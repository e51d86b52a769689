// Drops files, follows their way, puts pages in order.
import { askBeforeLeaving, poll, send, tell } from "./motlan.js";
import { followNeeds } from "./needs.js";
import "./viewer.js";

const strip = document.getElementById("strip");
const drop = document.getElementById("drop");
const uploads = document.getElementById("uploads");
let arranging = false, moved = false, timer = 0;

// ---- dropping -------------------------------------------------------------------------------

/** Send files one after the other. */
async function take(files) {
  for (const file of files) {
    const form = new FormData();
    form.set("form_of_paper", drop.querySelector("select").value);
    form.set("file", file);
    await deliver(file, drop.dataset.address, form);
  }
}

/** Send one file; one that fails stays in the list with its reason and is a key away from going again. */
async function deliver(file, address, form) {
  const row = document.createElement("li");
  row.textContent = `${file.name}: đang gửi…`;
  uploads.append(row);
  try {
    const answer = await send(address, form);
    if (answer.note) row.textContent = `${file.name}: ${answer.note}`; else row.remove();
  } catch (error) {
    row.className = "problem";
    row.textContent = `${file.name}: ${error.remedy ?? "chưa gửi được."}`;
    if (!error.lasts) row.dataset.waits = "";
    const again = document.createElement("button");
    again.type = "button"; again.className = "small"; again.textContent = error.lasts ? "Đã hiểu" : "Gửi lại";
    again.addEventListener("click", () => { row.remove(); if (!error.lasts) deliver(file, address, form); });
    row.append(" ", again);
  }
  refresh();
}

const files = document.getElementById("files");
files.addEventListener("change", () => { take([...files.files]); files.value = ""; });
for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
}
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
document.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  take([...event.dataTransfer.files]);
});

// ---- following ------------------------------------------------------------------------------

async function refresh() {
  clearTimeout(timer);
  if (!arranging) {
    try {
      const html = await poll(strip.dataset.address);
      if (pressed) { timer = setTimeout(refresh, 200); return; }
      if (!arranging && html !== refresh.last) { show(html); refresh.last = html; }
    } catch { tell("Mất kết nối với máy chủ, đang thử lại…", "bad"); timer = setTimeout(refresh, 3000); return; }
  }
  if (Number(strip.querySelector(".papers")?.dataset.busy ?? 0)) timer = setTimeout(refresh, 1000);
}

// A button that is put anew between press and release loses the click.
let pressed = false;
for (const part of [strip, document.getElementById("needs")]) for (const kind of ["pointerdown", "keydown"]) part?.addEventListener(kind, () => { pressed = true; });
for (const kind of ["pointerup", "pointercancel", "keyup"]) document.addEventListener(kind, () => { pressed = false; });
window.addEventListener("blur", () => { pressed = false; });  // released over another window

/** What tells a control from all others, before new content and after. */
function identity(control) {
  const { do: what, page, notSecret } = control.dataset;
  return JSON.stringify([control.closest("[data-paper]")?.dataset.paper, what, page, notSecret, control.getAttribute("href")]);
}

/** Put new content in without losing the place of the keyboard. */
function show(html) {
  const was = strip.contains(document.activeElement) && identity(document.activeElement);
  const content = new DOMParser().parseFromString(html, "text/html");
  strip.replaceChildren(...content.querySelector('[data-part="strip"]').childNodes);
  const needs = document.getElementById("needs"), ticked = needs?.contains(document.activeElement) && document.activeElement.closest("li")?.dataset.component;
  needs?.replaceChildren(...content.querySelector('[data-part="needs"]').childNodes);
  if (ticked) needs.querySelector(`li[data-component="${ticked}"] button`)?.focus();
  if (was) [...strip.querySelectorAll("a, button, input")].find((control) => identity(control) === was)?.focus();
}

// ---- one paper ------------------------------------------------------------------------------

followNeeds(() => { refresh.last = ""; refresh(); });
strip.addEventListener("click", async (event) => {
  const belongs = event.target.closest("[data-belongs]");
  if (belongs) { await send(`${drop.dataset.address.replace(/tep$/, "cua-ho-so")}/${belongs.closest("[data-paper]").dataset.paper}`, new FormData()).catch(() => {}); return refresh(); }
  const button = event.target.closest("button[data-do]");
  if (!button) return;
  if (button.dataset.do === "arrange") return arrange(true);
  if (button.dataset.do === "cancel") { arrange(false); refresh.last = ""; return refresh(); }
  if (button.dataset.do === "save") return save();
  const paper = button.closest("[data-paper]");
  const why = "why" in button.dataset ? await reason() : "";
  if (why === null) return;
  await act(paper, button.dataset.do, button.dataset.notSecret, why);
});

// New content may come while a dialog for files is open: the field that opened it is gone then, but
// what is chosen still arrives there.
strip.addEventListener("click", (event) => {
  const input = event.target.closest('input[data-do="rescan"]');
  if (!input) return;
  const { paper, revision } = input.closest("[data-paper]").dataset;
  input.onchange = () => rescan(input, paper, revision);
});

async function rescan(input, paper, revision) {
  if (!input.files.length) return;
  const form = new FormData(), file = input.files[0];
  form.set("revision", revision);
  form.set("file", file);
  if (input.dataset.page) form.set("page", input.dataset.page);
  input.value = "";  // else choosing the same file again says nothing
  await deliver(file, `/giay-to/${paper}/quet-lai`, form);
}

/** Ask why; null where nothing is to be done. */
function reason() {
  const dialog = document.getElementById("why");
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue ? document.getElementById("why-code").value : null), { once: true }));
}

async function act(paper, what, notSecret, why) {
  const form = new FormData();
  form.set("revision", paper.dataset.revision);
  if (notSecret) form.set("not_secret", "true");
  if (why) form.set("why", why);
  await send(`/giay-to/${paper.dataset.paper}/${what}`, form).catch(() => {});
  refresh();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "F8") { event.preventDefault(); strip.querySelector("[data-go]")?.click(); }
});

// ---- order of pages -------------------------------------------------------------------------

function arrange(on) {
  arranging = on;
  moved = false;
  strip.querySelector(".papers").classList.toggle("arranges", on);
  for (const part of strip.querySelectorAll('[data-do="save"], [data-do="cancel"], .arranging')) part.hidden = !on;
  strip.querySelector('[data-do="arrange"]').hidden = on;
  const sheets = strip.querySelectorAll('[data-open="1"] .page[data-sheet]');
  for (const sheet of sheets) {
    sheet.tabIndex = on ? 0 : -1;
    sheet.draggable = on;
  }
  if (on) sheets[0]?.focus();
}

strip.addEventListener("keydown", (event) => {
  const sheet = event.target.closest(".page[data-sheet]");
  if (!arranging || !sheet || event.target !== sheet) return;
  const key = event.key.toLowerCase();
  if (key === "arrowleft") move(sheet, -1);
  else if (key === "arrowright") move(sheet, 1);
  else if (key === "t") part(sheet);
  else if (key === "n") join(sheet);
  else if (key === "delete") sheet.classList.toggle("gone");
  else return;
  event.preventDefault();
  moved = true;
  sheet.focus();
});

/** Move a page by one place; at the end of a paper it goes over to the next. */
function move(sheet, step) {
  const paper = sheet.closest(".paper");
  const next = step < 0 ? sheet.previousElementSibling : sheet.nextElementSibling;
  if (next) return step < 0 ? next.before(sheet) : next.after(sheet);
  const other = neighbour(paper, step)?.querySelector(".pages");
  if (other) step < 0 ? other.append(sheet) : other.prepend(sheet);
}

function part(sheet) {
  const paper = sheet.closest(".paper"), fresh = paper.cloneNode(false);
  fresh.className = "paper fresh";
  const pages = document.createElement("ul"), head = document.createElement("div");
  pages.className = "pages"; head.className = "paper-head";
  head.append(Object.assign(document.createElement("h3"), { textContent: "Giấy tờ mới" }));
  let at = sheet;
  while (at) { const following = at.nextElementSibling; pages.append(at); at = following; }
  fresh.append(head, pages);
  delete fresh.dataset.paper;
  paper.after(fresh);
}

function join(sheet) {
  const paper = sheet.closest(".paper"), before = neighbour(paper, -1);
  before?.querySelector(".pages").append(...paper.querySelectorAll(".page"));
}

function neighbour(paper, step) {
  let at = paper;
  do at = step < 0 ? at.previousElementSibling : at.nextElementSibling; while (at && at.dataset.open !== "1");
  return at;
}

let dragged = null;
strip.addEventListener("dragstart", (event) => { dragged = arranging && event.target.closest(".page[data-sheet]"); });
strip.addEventListener("dragover", (event) => {
  const over = event.target.closest(".page[data-sheet]");
  if (!dragged || !over || over === dragged || over.closest(".paper").dataset.open !== "1") return;
  event.preventDefault();
  const box = over.getBoundingClientRect();
  moved = true;
  event.clientX < box.left + box.width / 2 ? over.before(dragged) : over.after(dragged);
});

async function save() {
  const papers = {}, groups = [];
  for (const paper of strip.querySelectorAll('.paper[data-open="1"]')) {
    if (paper.dataset.paper) papers[paper.dataset.paper] = Number(paper.dataset.revision);
    const sheets = [...paper.querySelectorAll(".page[data-sheet]:not(.gone)")];
    if (sheets.length) groups.push(sheets.map((s) => { const [id, n] = s.dataset.sheet.split(":"); return [id, Number(n)]; }));
  }
  try { await send(strip.dataset.arrange, { papers, groups }, { json: true }); } catch { return; }
  arrange(false);
  refresh();
}

askBeforeLeaving(() => Boolean(moved || uploads.querySelector("li[data-waits]")));
refresh();
