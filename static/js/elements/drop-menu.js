// <drop-menu><details class="menu">…: closes on Escape, on a click elsewhere and after a choice.
class DropMenu extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", this);
    this.addEventListener("click", this);
    document.addEventListener("click", this);
  }

  disconnectedCallback() {
    document.removeEventListener("click", this);
  }

  handleEvent(event) {
    const details = this.firstElementChild;
    if (!details?.open) return;
    if (event.type === "keydown") {
      if (event.key === "Escape") this.close(details, true);
      if (event.key === "ArrowDown" || event.key === "ArrowUp") this.step(event);
    } else if (!this.contains(event.target) || event.target.closest(".menu__item")) {
      this.close(details, false);
    }
  }

  close(details, back) {
    details.open = false;
    if (back) details.querySelector("summary").focus();
  }

  step(event) {
    const seen = [...this.querySelectorAll(".menu__item")].filter((item) => item.offsetParent);
    if (!seen.length) return;
    event.preventDefault();
    const way = event.key === "ArrowDown" ? 1 : -1;
    const here = seen.indexOf(document.activeElement);
    seen[(here + way + seen.length) % seen.length].focus();
  }
}

customElements.define("drop-menu", DropMenu);
