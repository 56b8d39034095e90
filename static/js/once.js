// A second click on a form that is on its way does nothing; the server refuses it as well.
document.addEventListener("turbo:submit-start", (event) => {
  event.detail.formSubmission.submitter?.setAttribute("aria-disabled", "true");
});

document.addEventListener("turbo:submit-end", (event) => {
  event.detail.formSubmission.submitter?.removeAttribute("aria-disabled");
});

document.addEventListener(
  "click",
  (event) => {
    if (event.target.closest?.("button[aria-disabled=true]")) event.preventDefault();
  },
  true,
);
