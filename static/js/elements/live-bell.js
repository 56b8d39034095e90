// <live-bell data-one="1 new notice" data-many="{n} new notices"> around the bell: its number follows.
import { hear } from "../socket.js";
import { counted, say } from "../say.js";

class LiveBell extends HTMLElement {
  connectedCallback() {
    const catchUp = ({ detail }) => "notices" in detail && this.take({ count: detail.notices });
    document.addEventListener("caught-up", catchUp);
    const stop = hear("notice", (notice) => this.take(notice));
    this.stop = () => {
      document.removeEventListener("caught-up", catchUp);
      stop();
    };
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
