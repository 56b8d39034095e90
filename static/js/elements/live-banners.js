// <live-banners id="banners" at="2026-11-21T20:04:00Z">: outages and news on every open page. Each is
// an element with data-banner="{id}". `at` is when the page was made: what changed since is sent
// again on connecting, as the same messages.
import { connection, hear } from "../socket.js";
import { say } from "../say.js";

class LiveBanners extends HTMLElement {
  connectedCallback() {
    const link = connection();
    const ask = () => link.emit("catch_up", { since: this.getAttribute("at") }, (answer) => {
      answer?.banners?.forEach((banner) => this.take(banner));
      if (answer?.now) this.setAttribute("at", answer.now);
    });
    link.on("connect", ask);
    if (link.connected) ask();
    const stop = hear("banner", (banner) => this.take(banner));
    this.stop = () => {
      link.off("connect", ask);
      stop();
    };
  }

  disconnectedCallback() {
    this.stop();
  }

  take({ id, html }) {
    const old = this.querySelector(`[data-banner="${id}"]`);
    if (!html) return old?.remove();
    const parsed = document.createElement("template");
    parsed.innerHTML = html.trim();
    const fresh = parsed.content.firstElementChild;
    if (!fresh || old?.outerHTML === fresh.outerHTML) return;
    if (old) old.replaceWith(fresh);
    else this.prepend(fresh);
    say(fresh.textContent.replace(/\s+/g, " ").trim());
  }
}

customElements.define("live-banners", LiveBanners);
