// Prints the receipt.
const button = document.querySelector("[data-print]");
button.addEventListener("click", () => window.print());
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "p" && !event.ctrlKey && !event.altKey) window.print();
});
