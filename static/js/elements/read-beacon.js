// <read-beacon url="/t/12/reading" number="20">: says how far the reader has come, once the page has
// been in view for two seconds.
import { post } from "../requests.js";

class ReadBeacon extends HTMLElement {
  connectedCallback() {
    this.timer = setInterval(() => document.hidden || this.tell(), 2000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  // A post that came while the page was open has been seen.
  reach(number) {
    if (number <= Number(this.getAttribute("number"))) return;
    this.setAttribute("number", number);
    this.disconnectedCallback();
    this.connectedCallback();
  }

  tell() {
    clearInterval(this.timer);
    if (Number(this.getAttribute("number")) < 1) return;
    post(this.getAttribute("url"), { number: this.getAttribute("number") }).catch(() => null);
  }
}

customElements.define("read-beacon", ReadBeacon);
