// <live-thread room="thread:12" seen="7" last="20" data-one="1 new post" data-many="{n} new posts"
// data-next="/t/12?page=2"> around <ol class="thread__list">, whose items are <li data-item="{post}">.
// Posts come as the partial of the page. `seen`: the highest number known; `last`: the last one this
// page holds. Focus and scroll stay; [data-new] leads to what is new.
import { fill, itemOf, putPost } from "../models/places-in-list.js";
import { counted, say } from "../say.js";
import { getFragment } from "../requests.js";
import { hear, watch } from "../socket.js";

class LiveThread extends HTMLElement {
  connectedCallback() {
    const room = this.getAttribute("room");
    this.seen = Number(this.getAttribute("seen"));
    this.known = this.seen;
    this.told = new Set();
    this.stops = [
      watch(room, () => this.seen, (post) => this.take(post)),
      hear("post", (post) => room === `thread:${post.thread_id}` && this.take(post)),
      hear("thread", (news) => room === `thread:${news.thread_id}` && this.change(news)),
    ];
    this.button?.addEventListener("click", () => this.go());
  }

  disconnectedCallback() {
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
    if (old) return post.html ? fill(old, post.html) : old.remove();
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
  }

  change({ html }) {
    const facts = document.querySelector("[data-thread-facts]");
    if (facts && html) facts.innerHTML = html;
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
