// <quote-link number="7" name="Ana"><a href="…?reply_to=7">Reply</a></quote-link>: with a composer on
// the page (`#body`), a reply starts there, with what was selected in the post as a quote.
class QuoteLink extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const text = document.getElementById("body");
      if (!text?.form || event.metaKey || event.ctrlKey) return;
      event.preventDefault();
      this.answer(text);
    });
  }

  answer(text) {
    this.point(text.form);
    const quote = this.selected();
    if (quote) {
      const lines = quote.split("\n").map((line) => `> ${line}`.trimEnd());
      const before = text.value && !text.value.endsWith("\n\n") ? "\n\n" : "";
      text.setRangeText(`${before}${lines.join("\n")}\n\n`, text.value.length, text.value.length, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
    text.scrollIntoView({ block: "center" });
    text.focus({ preventScroll: true });
  }

  selected() {
    const range = getSelection();
    const post = this.closest("[data-post]");
    return post?.contains(range.anchorNode) ? range.toString().trim() : "";
  }

  point(form) {
    let field = form.elements.reply_to;
    if (!field) {
      field = Object.assign(document.createElement("input"), { type: "hidden", name: "reply_to" });
      form.append(field);
    }
    field.value = this.getAttribute("number");
    const note = form.querySelector("[data-replying]");
    if (note) note.textContent = note.dataset.replying.replace("{name}", this.getAttribute("name"));
  }
}

customElements.define("quote-link", QuoteLink);
