// Says something to people who do not see the page, in the one live region of the layout.
// It never moves focus or scroll; what it says must also be seen somewhere.
export function say(text) {
  const region = document.getElementById("say");
  if (!region || !text) return;
  region.textContent = "";
  setTimeout(() => (region.textContent = text), 60);
}

// `data-one="1 new answer" data-many="{n} new answers"` on an element, filled for a number.
export function counted(element, n) {
  return n === 1 ? element.dataset.one : (element.dataset.many ?? "").replace("{n}", n);
}
