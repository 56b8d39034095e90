// <live-bell data-one="1 new notice" data-many="{n} new notices"> around the bell: its number follows.
import { hear } from "../socket.js";
import { counted, say } from "../say.js";

class LiveBell extends HTMLElement {
  connectedCallback() {
    this.stop = hear("notice", (notice) => this.take(notice));
  }

  disconnectedCallback() {
    this.stop();
  }

  take({ id, count }) {
    const number = this.querySelector("[data-count]");
    if (number) {
      number.textContent = count > 99 ? "99+" : count;
      number.hidden = !count;
    }
    if (id && id !== this.last) say(counted(this, count));
    this.last = id;
  }
}

customElements.define("live-bell", LiveBell);
