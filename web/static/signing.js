// Signs papers of the dossier on the screen one after the other, each as it was seen; then shows the
// receipt. The key signs the person's own papers; those of others have a button each.
import { send, tell } from "./motlan.js";
import "./viewer.js";

async function signAll(button) {
  const section = button.closest("section");
  button.disabled = true;
  const papers = [...section.querySelectorAll("li[data-paper]:not(.signed)")];
  for (const [index, paper] of papers.entries()) {
    const result = paper.querySelector(".result");
    result.textContent = "đang ký…";
    tell(`Đang ký ${index + 1}/${papers.length}`);
    const form = new FormData();
    form.set("revision", paper.dataset.revision);
    form.set("dossier", section.dataset.dossier);
    try {
      await send(`/ky-va-tra/${paper.dataset.paper}`, form);
    } catch {
      result.textContent = "chưa ký được";
      button.disabled = false;
      button.focus();
      return;
    }
    paper.classList.add("signed");
    result.textContent = "đã ký";
  }
  if (document.querySelector("li[data-paper]:not(.signed)")) location.reload();
  else if (button.dataset.receipt) location.href = button.dataset.receipt;
  else location.reload();
}

for (const button of document.querySelectorAll("[data-sign-all]")) {
  button.addEventListener("click", () => signAll(button));
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "F9") return;
  event.preventDefault();
  document.querySelector("[data-sign-all].primary:not(:disabled)")?.click();
});
