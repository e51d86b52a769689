// The components of a dossier: take what is on file, tick what was seen, ask for a person.
import { csrf, send } from "./motlan.js";

const needs = document.getElementById("needs");
const preview = document.getElementById("preview");

/** Let the buttons of the components work; `changed` fetches the page anew. */
export function followNeeds(changed) {
  if (!needs) return;
  needs.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    const item = button?.closest("li[data-component]");
    if (!item) return;
    const here = `${needs.dataset.address}/thanh-phan/${item.dataset.component}`;
    const { use, tick, fact, holds } = button.dataset;
    if (use === "xem") return look(item, here);
    const form = new FormData();
    if (tick) form.set("seen", tick);
    if (fact) form.set("holds", holds);
    const address = fact ? `${needs.dataset.address}/dieu-kien/${fact}` : tick ? `${here}/da-thay` : `${here}/${use}`;
    button.disabled = true;
    await send(address, form).catch(() => {});
    changed();
  });
  document.getElementById("ask")?.addEventListener("submit", ask);
}

/** Show the values of a paper on file; that they were seen is noted. */
async function look(item, here) {
  const response = await fetch(`${here}/xem`, { method: "POST", headers: { "x-csrf": csrf } });
  const body = preview.querySelector(".preview-body"), text = await response.text();
  if (response.ok) body.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
  else body.textContent = "Không xem được giấy tờ này. Hỏi kho lại rồi thử.";
  preview.querySelector("h2").textContent = item.querySelector(".need-name").textContent;
  const file = preview.querySelector("form[data-check]");
  if (file) file.action = `/tra-cuu/${file.dataset.check}/${item.dataset.component}/tep`;
  preview.showModal();
}

preview?.querySelector("[data-close]").addEventListener("click", () => preview.close());

async function ask(event) {
  event.preventDefault();
  const form = event.target, problem = form.querySelector(".problem"), button = form.querySelector("button");
  const body = new FormData(form);
  body.set("sure", form.dataset.sure ?? "");
  button.disabled = true;
  try {
    const answer = await send(form.dataset.address, body);
    if (!answer.problems) { location.reload(); return; }
    form.dataset.sure = answer.sure ?? "";
    problem.textContent = answer.problems.subject;
    problem.hidden = false;
  } catch { /* told already */ }
  button.disabled = false;
  form.querySelector("input").focus();
}
