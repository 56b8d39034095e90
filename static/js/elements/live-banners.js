// <live-banners id="banners" at="2026-11-21T20:04:00Z">: outages and news on every open page. Each is
// an element with data-banner="{id}". `at` is when the page was made: what changed since is sent
// again on connecting, as the same messages.
import { connection, hear } from "../socket.js";
import { say } from "../say.js";

class LiveBanners extends HTMLElement {
  connectedCallback() {
    const link = connection();
    const ask = () => link.emit("catch_up", { since: this.getAttribute("at") }, (answer) => {
      if (answer?.banners) this.takeAll(answer.banners);
      if (answer?.now) this.setAttribute("at", answer.now);
      document.dispatchEvent(new CustomEvent("caught-up", { detail: answer ?? {} }));
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

  // What the page showed and the answer does not name has ended meanwhile.
  takeAll(banners) {
    const standing = new Set(banners.map(({ id }) => id));
    for (const old of this.querySelectorAll("[data-banner]")) {
      if (!standing.has(old.dataset.banner)) old.remove();
    }
    banners.forEach((banner) => this.take(banner));
  }

  take({ id, html }) {
    const old = this.querySelector(`[data-banner="${id}"]`);
    if (!html) return old?.remove();
    const parsed = document.createElement("template");
    parsed.innerHTML = html.trim();
    const fresh = parsed.content.firstElementChild;
    if (!fresh || (old && said(old) === said(fresh))) return;
    if (old) old.replaceWith(fresh);
    else this.prepend(fresh);
    say(fresh.textContent.replace(/\s+/g, " ").trim());
  }
}

// What a banner says, whatever <local-time> made of its times.
function said(banner) {
  const copy = banner.cloneNode(true);
  for (const time of copy.querySelectorAll("time")) time.replaceWith(time.getAttribute("datetime"));
  return copy.textContent.replace(/\s+/g, " ").trim();
}

customElements.define("live-banners", LiveBanners);
