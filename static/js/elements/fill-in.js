// <fill-in for="body" stage="stage"> around texts with a hidden button each: pressing it puts the
// text where the cursor is (or in place of the one put in before) and chooses its stage.
class FillIn extends HTMLElement {
  connectedCallback() {
    for (const button of this.querySelectorAll("button[data-stage]")) button.hidden = false;
    this.addEventListener("click", (event) => this.put(event.target.closest("button[data-stage]")));
  }

  put(button) {
    if (!button) return;
    const field = document.getElementById(this.getAttribute("for"));
    const text = button.closest("li").querySelector(".wordings__text").textContent;
    this.choose(button.dataset.stage);
    const before = field.value.trim();
    if (!before || before === this.last) field.value = text;
    else field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    this.last = text.trim();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    this.querySelector("details").open = false;
    field.focus();
  }

  choose(stage) {
    const field = document.getElementById(this.getAttribute("stage"));
    if (field && stage && field.querySelector(`option[value="${stage}"]`)) field.value = stage;
  }
}

customElements.define("fill-in", FillIn);
