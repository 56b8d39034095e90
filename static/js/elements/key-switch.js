// <key-switch hidden> around a checkbox: whether single letters and signs are keys in this browser. Without
// scripts there are no keys, and it stays hidden.
import { areOff, turn } from "../models/single-keys.js";

class KeySwitch extends HTMLElement {
  connectedCallback() {
    const box = this.querySelector("input");
    this.hidden = false;
    box.checked = !areOff();
    box.onchange = () => turn(box.checked);
  }
}

customElements.define("key-switch", KeySwitch);
