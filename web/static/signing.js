// Signs the papers of a dossier one after the other, each as it was seen; then shows the receipt.
import { send, tell } from "./motlan.js";

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
  if (button.dataset.receipt) location.href = button.dataset.receipt;
  else location.reload();
}

for (const button of document.querySelectorAll("[data-sign-all]")) {
  button.addEventListener("click", () => signAll(button));
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "F9") return;
  event.preventDefault();
  document.querySelector("[data-sign-all]:not(:disabled)")?.click();
});
