// <solved-before for="body"> around a list whose buttons stand in [data-text="[title](url)"]: pressing one
// puts that link where the cursor is and joins the two threads; Alt+L presses the first that is left.
import { post } from "../requests.js";
import { say } from "../say.js";

class SolvedBefore extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.take(event));
    this.press = (event) => this.key(event);
    document.addEventListener("keydown", this.press);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.press);
  }

  get text() {
    return document.getElementById(this.getAttribute("for"));
  }

  key(event) {
    if (!event.altKey || event.ctrlKey || event.code !== "KeyL") return;
    event.preventDefault();
    this.querySelector("button:not([disabled])")?.click();
  }

  take(event) {
    const button = event.target.closest("button");
    if (!button || !this.text) return;
    event.preventDefault();
    const { text } = this;
    const link = button.closest("[data-text]").dataset.text;
    text.setRangeText(link, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
    button.disabled = true;
    say(this.dataset.done);
    post(button.formAction, {}, { keepalive: true, redirect: "manual" });
  }
}

customElements.define("solved-before", SolvedBefore);

// Whoever begins to write has it loaded, in sight or not.
document.addEventListener("focusin", ({ target }) => {
  const frame = target.form?.querySelector("turbo-frame#solved-before");
  if (frame?.loading === "lazy") frame.loading = "eager";
});
