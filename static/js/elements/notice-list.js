// <notice-list> around the list of notices: following one marks it as read on the way.
import { post } from "../requests.js";

class NoticeList extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  handleEvent(event) {
    const row = event.target.closest("a") && event.target.closest("[data-notice]");
    if (!row) return;
    row.classList.remove("thread-row--unread");
    const url = `${document.body.dataset.base}/notices/${row.dataset.notice}/reading`;
    post(url, {}, { keepalive: true }).catch(() => null);
  }
}

customElements.define("notice-list", NoticeList);
