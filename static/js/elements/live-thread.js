// <live-thread room="thread:12" seen="7" last="20" data-one="1 new answer" data-many="{n} new answers"
// data-next="…">  around <ol class="thread__list">, whose items are <li data-item="post id">. Posts
// come as the partial that the page uses, each once and in the order of their numbers. Focus and
// scroll stay; the button `[data-new]` leads to what is new. `last` is the last number this page holds.
import { hear, watch } from "../socket.js";
import { counted, say } from "../say.js";

class LiveThread extends HTMLElement {
  connectedCallback() {
    this.room = this.getAttribute("room");
    this.seen = Number(this.getAttribute("seen"));
    this.fresh = 0;
    this.stops = [
      watch(this.room, () => this.seen, (post) => this.take(post)),
      hear("post", (post) => this.room === `thread:${post.thread_id}` && this.take(post)),
      hear("thread", (news) => this.room === `thread:${news.thread_id}` && this.change(news)),
    ];
    this.button?.addEventListener("click", () => this.go());
  }

  disconnectedCallback() {
    this.stops.forEach((stop) => stop());
  }

  get button() {
    return this.querySelector("[data-new]");
  }

  take({ id, number, html }) {
    const old = this.querySelector(`[data-item="${id}"]`);
    if (old) return html ? this.fill(old, html) : old.remove();
    this.seen = Math.max(this.seen, number);
    if (!html) return;
    if (number <= Number(this.getAttribute("last"))) this.place(id, number, html);
    this.fresh += 1;
    const text = counted(this, this.fresh);
    say(text);
    if (this.button) {
      this.button.querySelector("[data-text]").textContent = text;
      this.button.hidden = false;
    }
  }

  place(id, number, html) {
    const item = document.createElement("li");
    item.className = "thread__item thread__item--fresh";
    item.dataset.item = id;
    this.fill(item, html);
    const after = [...this.querySelectorAll("[data-number]")]
      .find((post) => Number(post.dataset.number) > number)?.closest("[data-item]");
    if (after) after.before(item);
    else this.querySelector(".thread__list").append(item);
  }

  fill(item, html) {
    item.innerHTML = html;
    const mine = item.querySelector("[data-author]")?.dataset.author === document.body.dataset.me;
    item.toggleAttribute("data-mine", mine);
  }

  change({ html }) {
    const facts = document.querySelector("[data-thread-facts]");
    if (facts && html) facts.innerHTML = html;
  }

  go() {
    const items = [...this.querySelectorAll(".thread__item--fresh .post")];
    const first = items[Math.max(0, items.length - this.fresh)];
    this.fresh = 0;
    this.button.hidden = true;
    if (!first) return location.assign(this.dataset.next ?? location.href);
    first.scrollIntoView({ block: "start" });
    first.focus({ preventScroll: true });
  }
}

customElements.define("live-thread", LiveThread);
