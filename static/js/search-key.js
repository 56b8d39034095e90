// The key / goes to the search field, for everybody: the page's own before the one in the header, and
// never while something is being typed or a dialog is open.
import { areOff } from "./models/single-keys.js";

const TYPED = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=submit])";

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.defaultPrevented || event.isComposing) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TYPED)) return;
  if (document.querySelector("dialog[open]") || areOff()) return;
  const fields = [...document.querySelectorAll('input[data-key="/"]')].filter((one) => one.offsetParent);
  const field = fields.find((one) => one.closest("main")) ?? fields[0];
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});
