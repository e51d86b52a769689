// Prints the receipt on the paper that was chosen; the key prints it on the small one.
const receipt = document.querySelector(".receipt");
const buttons = [...document.querySelectorAll("[data-print]")];

function print(size) {
  for (const button of buttons) receipt.classList.toggle(button.dataset.print, button.dataset.print === size);
  window.print();
}

for (const button of buttons) button.addEventListener("click", () => print(button.dataset.print));
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "p" && !event.ctrlKey && !event.altKey) print("a5");
});
