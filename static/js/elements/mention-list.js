// <text-expander keys="@" url="/mentions"> around a composer: names after an @. GET ?q=… answers
// <li role="option" data-value="@ana">@ana Ana</li> lines. Its events do not bubble: hence `true`.
import "@github/text-expander-element";
import { getFragment } from "../requests.js";

document.addEventListener(
  "text-expander-change",
  (event) => {
    const { provide, text } = event.detail;
    const url = event.target.getAttribute("url");
    if (url && text) provide(names(url, text));
  },
  true,
);

document.addEventListener(
  "text-expander-value",
  (event) => (event.detail.value = event.detail.item.dataset.value),
  true,
);

async function names(url, text) {
  const fragment = document.createElement("ul");
  fragment.className = "suggest suggest--at";
  fragment.setAttribute("role", "listbox");
  fragment.innerHTML = (await getFragment(url, { q: text })) ?? "";
  for (const [n, item] of [...fragment.children].entries()) {
    item.id ||= `mention-${n}`;
    item.classList.add("suggest__item");
  }
  return { matched: fragment.children.length > 0, fragment };
}
