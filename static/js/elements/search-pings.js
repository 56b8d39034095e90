// <search-pings> around links with a `ping`: what was opened is told though Turbo follows the link.
// Without a script the browser sends the ping by itself, where it knows them.
import { pinged } from "../requests.js";

class SearchPings extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", pinged);
  }

  disconnectedCallback() {
    this.removeEventListener("click", pinged);
  }
}

customElements.define("search-pings", SearchPings);
