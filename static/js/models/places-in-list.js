// Puts posts into a thread's list: each once, in the order of their numbers, own ones marked.
export function itemOf(list, id) {
  return list.querySelector(`[data-item="${id}"]`);
}

export function putPost(list, { id, number, html }) {
  const item = document.createElement("li");
  item.className = "thread__item thread__item--fresh";
  item.dataset.item = id;
  fill(item, html);
  const later = [...list.querySelectorAll("[data-number]")].find(
    (post) => Number(post.dataset.number) > number,
  );
  if (later) later.closest("[data-item]").before(item);
  else list.append(item);
}

// Made private it leaves everybody's room, and comes right after in the room of those who still read it.
export function drop(item) {
  item.dataset.gone = "";
  setTimeout(() => "gone" in item.dataset && item.remove(), 300);
}

// The post alone is replaced: the opening post's item also holds the answer and the asker's acts.
export function fill(item, html) {
  const parsed = document.createElement("template");
  parsed.innerHTML = html;
  const fresh = parsed.content.querySelector("[data-post]");
  if (!fresh) return;
  delete item.dataset.gone;
  const old = item.querySelector("[data-post]");
  const focused = old?.contains(document.activeElement);
  if (old) old.replaceWith(fresh);
  else item.append(fresh);
  if (focused) fresh.focus({ preventScroll: true });
  item.toggleAttribute("data-mine", fresh.dataset.author === document.body.dataset.me);
}
