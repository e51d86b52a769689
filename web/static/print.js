// Prints the receipt on the paper that was chosen; the key prints it on the small one.
const sheets = [...document.querySelectorAll("link[data-paper]")];

function print(paper) {
  for (const sheet of sheets) sheet.media = sheet.dataset.paper === paper ? "print" : "not all";
  window.print();
}

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print(button.dataset.print));
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "p" && !event.ctrlKey && !event.altKey) print("a5");
});
