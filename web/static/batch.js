// Follows a batch while it runs; a batch that changed its state is shown anew.
import { poll } from "./motlan.js";

const place = document.getElementById("progress");
const running = () => place.querySelector(".batch-figures").dataset.running === "1";

async function follow() {
  try {
    const html = await poll(place.dataset.address);
    place.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    if (!running()) return location.reload();
  } catch { /* the next try tells */ }
  setTimeout(follow, 5000);
}

if (running()) setTimeout(follow, 5000);
