// <live-thread room="thread:12" seen="7" last="20" data-one="1 new post" data-many="{n} new posts"
// data-next="/t/12?page=2"> around <ol class="thread__list">, whose items are <li data-item="{post}">.
// Posts come as the partial of the page. `seen`: the highest number known; `last`: the last one this
// page holds. Focus and scroll stay; [data-new] leads to what is new and goes when it was seen.
// When the state changes, what asker and staff read around the posts ([data-follows-state="name"])
// is read anew: what to expect, the asker's acts, the item in the queue. So it is when a sentence
// stops being true by itself ([data-lasts="600"], in seconds), and when an outage begins or ends.
import { drop, fill, itemOf, putPost } from "../models/places-in-list.js";
import { counted, say } from "../say.js";
import { getFragment, rested } from "../requests.js";
import { hear, watch } from "../socket.js";

const LONG = 86400; // seconds: who keeps a page open for a day hears of it by the next change
const SPREAD = 4;

class LiveThread extends HTMLElement {
  connectedCallback() {
    const room = this.getAttribute("room");
    this.seen = Number(this.getAttribute("seen"));
    this.known = this.seen;
    this.told = new Set();
    this.refresh = rested(400, () => this.readAround());
    this.sight = new IntersectionObserver((all) => this.noteSeen(all));
    this.stops = [
      () => this.sight.disconnect(),
      watch(room, () => this.seen, (post) => this.take(post), () => this.join()),
      hear("post", (post) => room === `thread:${post.thread_id}` && this.take(post)),
      hear("banner", () => this.follow() && setTimeout(() => this.refresh(), Math.random() * 3000)),
      hear("thread", (news) => room === `thread:${news.thread_id}` && this.change(news)),
    ];
    this.button?.addEventListener("click", () => this.go());
    this.outlast();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.stops.forEach((stop) => stop());
  }

  get list() {
    return this.querySelector(".thread__list");
  }

  get button() {
    return this.querySelector("[data-new]");
  }

  // A long post is not pushed but fetched.
  async take(post) {
    const base = document.body.dataset.base;
    if (post.fetch) {
      post.html = await getFragment(`${base}/posts/${post.id}/partial`, {});
      if (post.html === null) return;
    }
    const old = itemOf(this.list, post.id);
    if (old) return post.html ? fill(old, post.html) : drop(old);
    this.seen = Math.max(this.seen, post.number);
    if (!post.html) return;
    const first = Number(this.getAttribute("last")) - 19;
    if (post.number >= first && post.number < first + 20) putPost(this.list, post);
    if (post.number > this.known) this.tell(post.id);
  }

  tell(id) {
    this.told.add(id);
    say(counted(this, this.told.size));
    if (!this.button) return;
    this.button.querySelector("[data-text]").textContent = counted(this, this.told.size);
    this.button.hidden = false;
    const post = this.list.querySelector(`[data-post="${id}"]`);
    if (post) this.sight.observe(post);
  }

  noteSeen(all) {
    for (const { isIntersecting, target } of all) {
      if (!isIntersecting) continue;
      this.sight.unobserve(target);
      this.told.delete(Number(target.dataset.post));
      this.querySelector("read-beacon")?.reach(Number(target.dataset.number));
    }
    if (this.button && !this.told.size) this.button.hidden = true;
  }

  change({ html }) {
    const facts = document.querySelector("[data-thread-facts]");
    if (facts && html) facts.innerHTML = html;
    if (this.follow()) this.refresh();
  }

  follow() {
    return document.querySelector("[data-follows-state]") !== null;
  }

  // Reads anew what stops being true, a little later on each page: many may end at nine o'clock.
  outlast() {
    clearTimeout(this.timer);
    const all = document.querySelectorAll("[data-follows-state] [data-lasts]");
    const seconds = [...all].map((one) => Number(one.dataset.lasts)).filter((n) => n < LONG);
    if (!seconds.length) return;
    const least = Math.max(1, Math.min(...seconds));
    this.timer = setTimeout(() => this.refresh(), (least + 1 + Math.random() * SPREAD) * 1000);
  }

  // After a cut the server sends the posts that are new; what changed or went is on the page.
  async join() {
    if (!this.joined) return (this.joined = true);
    const known = this.seen; // what comes while we ask is not on the page yet
    const page = await this.pageAnew();
    if (!page) return;
    this.change({ html: page.querySelector("[data-thread-facts]")?.innerHTML });
    for (const item of this.list.querySelectorAll("[data-item]")) {
      if (item.contains(document.activeElement)) continue;
      const fresh = page.querySelector(`[data-item="${item.dataset.item}"] [data-post]`);
      if (fresh) fill(item, fresh.outerHTML);
      else if (Number(item.querySelector("[data-post]").dataset.number) <= known) item.remove();
    }
  }

  async pageAnew() {
    const html = await getFragment(location.pathname, new URLSearchParams(location.search));
    if (html === null || !this.isConnected) return null;
    return new DOMParser().parseFromString(html, "text/html");
  }

  async readAround() {
    const page = await this.pageAnew();
    if (!page) return;
    this.readParts(page);
    this.outlast();
  }

  readParts(page) {
    for (const part of document.querySelectorAll("[data-follows-state]")) {
      const fresh = page.querySelector(`[data-follows-state="${part.dataset.followsState}"]`);
      if (fresh && !part.contains(document.activeElement)) part.replaceWith(fresh);
    }
  }

  go() {
    const first = [...this.list.querySelectorAll("[data-post]")].find((one) =>
      this.told.has(Number(one.dataset.post)),
    );
    this.told.clear();
    this.button.hidden = true;
    if (!first) return location.assign(this.dataset.next);
    first.scrollIntoView({ block: "start" });
    first.focus({ preventScroll: true });
  }
}

customElements.define("live-thread", LiveThread);
