// <copy-code data-label="Copy" data-done="Copied"> around posts: each block of code in them, those
// that come later too, gets a button that copies it.
import { say } from "../say.js";

class CopyCode extends HTMLElement {
  connectedCallback() {
    if (!navigator.clipboard) return;
    this.watcher = new MutationObserver(() => this.offerAll());
    this.watcher.observe(this, { childList: true, subtree: true });
    this.offerAll();
  }

  disconnectedCallback() {
    this.watcher?.disconnect();
  }

  offerAll() {
    for (const pre of this.querySelectorAll(".prose pre")) {
      if (!pre.parentElement.matches(".copied")) this.offer(pre);
    }
  }

  offer(pre) {
    const box = document.createElement("div");
    const button = document.createElement("button");
    box.className = "copied";
    button.className = "copied__button";
    button.type = "button";
    button.append(icon("copy"));
    button.setAttribute("aria-label", this.dataset.label);
    button.addEventListener("click", () => this.copy(pre, button));
    pre.replaceWith(box);
    box.append(pre, button);
  }

  async copy(pre, button) {
    await navigator.clipboard.writeText(pre.textContent);
    button.replaceChildren(icon("check"));
    say(this.dataset.done);
    setTimeout(() => button.replaceChildren(icon("copy")), 2000);
  }
}

function icon(name) {
  const copy = document.querySelector(".brand .icon").cloneNode(true);
  const use = copy.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
  return copy;
}

customElements.define("copy-code", CopyCode);
