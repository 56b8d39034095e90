// <text-expander keys="@" url="/u/suggestions"> around a composer: names after an @. GET ?q=… answers
// <li role="option" data-value="@ana">Ana</li> lines.
import "@github/text-expander-element";
import { getFragment } from "../requests.js";

document.addEventListener("text-expander-change", (event) => {
  const { provide, text } = event.detail;
  const url = event.target.getAttribute("url");
  if (!url || !text) return;
  provide(
    getFragment(url, { q: text }).then((html) => {
      const fragment = document.createElement("ul");
      fragment.className = "suggest suggest--at";
      fragment.setAttribute("role", "listbox");
      fragment.innerHTML = html ?? "";
      [...fragment.children].forEach((item, n) => (item.id ||= `mention-${n}`));
      return { matched: fragment.children.length > 0, fragment };
    }),
  );
});

document.addEventListener("text-expander-value", (event) => {
  event.detail.value = event.detail.item.dataset.value;
});
