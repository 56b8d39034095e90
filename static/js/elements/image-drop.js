// <image-drop for="body" url="/uploads">: pictures that are pasted, dropped or chosen are sent, and
// their Markdown stands where the cursor was. A placeholder holds the place meanwhile.
import { post } from "../requests.js";

class ImageDrop extends HTMLElement {
  connectedCallback() {
    this.addEventListener("paste", (event) => this.take(event, event.clipboardData?.files));
    this.addEventListener("drop", (event) => this.take(event, event.dataTransfer?.files));
    this.addEventListener("dragover", (event) => this.hover(event, true));
    this.addEventListener("dragleave", (event) => this.hover(event, false));
    this.querySelector("[data-pick]")?.addEventListener("click", () => this.input.click());
    this.input?.addEventListener("change", (event) => this.take(event, this.input.files));
  }

  get input() {
    return this.querySelector("input[type=file]");
  }

  get text() {
    return document.getElementById(this.getAttribute("for"));
  }

  hover(event, over) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.querySelector(".composer__box").toggleAttribute("data-drop", over);
  }

  take(event, files) {
    const pictures = [...(files ?? [])].filter((file) => file.type.startsWith("image/"));
    this.querySelector(".composer__box").removeAttribute("data-drop");
    if (!pictures.length) return;
    event.preventDefault();
    pictures.forEach((file, n) => this.send(file, `![${file.name || n}…]()`));
  }

  async send(file, holder) {
    const note = this.querySelector(".composer__note");
    note.textContent = this.dataset.busy;
    this.text.setRangeText(`${holder}\n`, this.text.selectionStart, this.text.selectionEnd, "end");
    const answer = await post(this.getAttribute("url"), { file }).catch(() => null);
    const found = await answer?.json().catch(() => null);
    this.text.value = this.text.value.replace(holder, answer?.ok ? found.markdown : "");
    note.textContent = answer?.ok ? "" : (found?.error ?? found?.detail ?? this.dataset.failed);
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
    if (this.input) this.input.value = "";
  }
}

customElements.define("image-drop", ImageDrop);
