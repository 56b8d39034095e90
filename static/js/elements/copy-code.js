// <copy-code data-label="Copy" data-done="Copied"> around written text: each block of code in it
// gets a button that copies it.
import { say } from "../say.js";

class CopyCode extends HTMLElement {
  connectedCallback() {
    if (!navigator.clipboard) return;
    for (const pre of this.querySelectorAll("pre:not(.copied__code)")) this.offer(pre);
  }

  offer(pre) {
    const box = document.createElement("span");
    const button = document.createElement("button");
    box.className = "copied";
    button.className = "copied__button";
    button.type = "button";
    button.append(icon("copy"));
    button.setAttribute("aria-label", this.dataset.label);
    button.addEventListener("click", () => this.copy(pre, button));
    pre.classList.add("copied__code");
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
  const any = document.querySelector(".brand .icon");
  const copy = any.cloneNode(true);
  const use = copy.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
  return copy;
}

customElements.define("copy-code", CopyCode);
