// <key-help> around a button and a <dialog> that lists every key; a checkbox in it switches single
// letters off and on for this browser. Without scripts there are no keys, and none of this shows.
import { areOff, turn } from "../models/single-keys.js";

class KeyHelp extends HTMLElement {
  connectedCallback() {
    const [button, dialog, box] = ["button", "dialog", "input"].map((one) => this.querySelector(one));
    button.hidden = false;
    box.checked = !areOff();
    button.onclick = () => dialog.showModal();
    box.onchange = () => turn(box.checked);
    dialog.onclick = (event) => {
      if (event.target === dialog) dialog.close(); // beside it; an answer of `false` would untick the box
    };
    // Turbo keeps a picture of the page: not with an open dialog
    this.leave = () => dialog.close();
    document.addEventListener("turbo:before-cache", this.leave);
  }

  disconnectedCallback() {
    document.removeEventListener("turbo:before-cache", this.leave);
  }
}

customElements.define("key-help", KeyHelp);
