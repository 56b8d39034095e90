// Where one lands. Turbo follows redirects without their #fragment, so a link to /posts/7 or an act
// on a post would end on top of the page; here one ends at the post, as without a script.
import { say } from "./say.js";

let wanted = null; // a selector

document.addEventListener("turbo:visit", (event) => {
  const found = /\/posts\/(\d+)$/.exec(new URL(event.detail.url).pathname);
  if (found) wanted = `[data-post="${found[1]}"]`;
});

document.addEventListener("turbo:submit-start", (event) => {
  const { formElement, submitter } = event.detail.formSubmission;
  const post = submitter?.closest("[data-post]");
  if (post) wanted = `[data-post="${post.dataset.post}"]`;
  else if (formElement.dataset.then) wanted = formElement.dataset.then;
});

document.addEventListener("turbo:submit-end", (event) => {
  if (!event.detail.success) wanted = null;
});

let first = true;

document.addEventListener("turbo:load", () => {
  if (!first) say(document.title); // a browser says so by itself only for a whole load
  first = false;
  const places = wanted ? document.querySelectorAll(wanted) : [];
  const place = places[places.length - 1];
  wanted = null;
  if (!place) return;
  place.scrollIntoView({ block: "start" });
  place.focus({ preventScroll: true });
  if (place.id) history.replaceState(history.state, "", `#${place.id}`);
});

// A form that was refused comes back with its errors on top: read them first.
document.addEventListener("turbo:render", () => {
  document.querySelector("[data-errors]")?.focus();
});
