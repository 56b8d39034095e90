// <colleagues-writing room="thread:12" for="body" data-one="{name} is writing …" data-two="{name} and
// {other} …" data-many="{n} colleagues …" role="status"> in the reply box of staff: says who of us is
// writing here, and tells colleagues when the reader does (in the field named by `for`). Only staff
// hear it. It ends when the field is left or emptied or sent, with the page, or after a silence.
import { connection, hear } from "../socket.js";

const AGAIN = 3_000; // ms between two words of the same hand
const BELIEVED = 8_000; // ms that a word counts: two may be lost

class ColleaguesWriting extends HTMLElement {
  connectedCallback() {
    this.room = this.getAttribute("room");
    this.others = new Map(); // person → name and when it stops being believed
    this.field = this.closest("form")?.elements[this.getAttribute("for")];
    this.typed = () => (this.field.value.trim() ? this.write() : this.stop());
    this.left = () => this.stop();
    this.field?.addEventListener("input", this.typed);
    this.field?.addEventListener("blur", this.left);
    this.field?.form.addEventListener("submit", this.left);
    this.unhear = hear("presence", (news) => this.take(news));
  }

  disconnectedCallback() {
    this.stop();
    this.field?.removeEventListener("input", this.typed);
    this.field?.removeEventListener("blur", this.left);
    this.field?.form?.removeEventListener("submit", this.left);
    this.unhear();
    this.others.forEach(({ timer }) => clearTimeout(timer));
  }

  write() {
    if (Date.now() - (this.said ?? 0) < AGAIN) return;
    this.said = Date.now();
    this.tell(true);
  }

  stop() {
    if (!this.said) return;
    this.said = 0;
    this.tell(false);
  }

  // Volatile: a word that cannot leave now is not worth sending later.
  tell(typing) {
    connection().volatile.emit("typing", { room: this.room, typing });
  }

  take({ thread_id, user_id, name, typing }) {
    if (this.room !== `thread:${thread_id}` || String(user_id) === document.body.dataset.me) return;
    clearTimeout(this.others.get(user_id)?.timer);
    this.others.delete(user_id);
    if (typing) {
      const timer = setTimeout(() => (this.others.delete(user_id), this.show()), BELIEVED);
      this.others.set(user_id, { name, timer });
    }
    this.show();
  }

  // Said again only when it changes: a screen reader hears it once.
  show() {
    const [name, other] = [...this.others.values()].map((one) => one.name);
    const n = this.others.size;
    const words = { 0: "", 1: this.dataset.one, 2: this.dataset.two }[n] ?? this.dataset.many;
    const text = words.replace("{name}", () => name).replace("{other}", () => other).replace("{n}", n);
    if (this.textContent !== text) this.textContent = text;
  }
}

customElements.define("colleagues-writing", ColleaguesWriting);
