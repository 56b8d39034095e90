"""Nothing of the collected attacks runs in a real browser, on a page without a policy."""

import json
from html import escape

import pytest

from community.markup import from_html, render
from tests.paths import shared

pytestmark = pytest.mark.browser

PAGE = 400  # texts shown at once
ORIGIN = "http://hearth.test"
HOOKS = """
window.ran = [];
for (const name of ["alert", "confirm", "prompt", "print", "open", "postMessage", "fetch"])
  window[name] = (...given) => { window.ran.push(name + ": " + given.join().slice(0, 80)); };
window.addEventListener("securitypolicyviolation", (event) => window.ran.push(event.type));
"""
# What a reader's mouse, keys and browser may do to every element.
POKE = """
() => {
  const kinds = ["mouseover", "mouseenter", "mousemove", "mousedown", "mouseup", "mouseout",
    "pointerover", "pointerdown", "touchstart", "focus", "focusin", "blur", "keydown", "keyup",
    "input", "change", "toggle", "beforetoggle", "scroll", "wheel", "drag", "drop", "copy", "paste",
    "load", "error", "animationstart", "animationend", "transitionend", "begin", "contextmenu",
    "submit", "reset", "select", "dblclick", "auxclick", "click"];
  document.addEventListener("click", (event) => event.preventDefault(), true);
  const found = [];
  for (const element of document.querySelectorAll("main *")) {
    for (const kind of kinds) element.dispatchEvent(new Event(kind, {bubbles: true}));
    if (element.focus) element.focus();
    for (const {name, value} of element.attributes) {
      if (name.startsWith("on") || ["style", "srcdoc", "formaction", "id", "name"].includes(name))
        found.push(element.outerHTML.slice(0, 200));
    }
    if (element.href !== undefined && !/^(https?|mailto):$/.test(element.protocol || ""))
      found.push(element.outerHTML.slice(0, 200));
    if (!/^[A-Z0-9]+$/.test(element.tagName)) found.push(element.outerHTML.slice(0, 200));
    if (/^(SCRIPT|STYLE|IFRAME|OBJECT|EMBED|BASE|META|LINK|FORM|SVG|MATH)$/.test(element.tagName))
      found.push(element.outerHTML.slice(0, 200));
  }
  return {ran: window.ran, found, sections: document.querySelectorAll("main > section").length};
}
"""


def vectors():
    lines = shared("xss", "vectors.jsonl").read_text().split("\n")
    return [json.loads(line)["vector"] for line in lines if line]


def what_happens(chromium, fragments):
    """Show the fragments on one page, poke everything, and tell what ran or was asked for."""
    page = chromium.new_page()
    html = "".join(f"<section>{fragment}</section>" for fragment in fragments)
    asked, dialogs = [], []

    def answer(route):
        if route.request.url == f"{ORIGIN}/t/1":
            body = f"<!doctype html><meta charset=utf-8><title>x</title><main>{html}</main>"
            route.fulfill(body=body, content_type="text/html")
        else:
            asked.append(route.request.url)
            route.abort()

    def close(dialog):
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", close)
    page.add_init_script(HOOKS)
    page.route("**/*", answer)
    page.goto(f"{ORIGIN}/t/1")
    told = page.evaluate(POKE)
    page.wait_for_timeout(100)
    told["ran"] = page.evaluate("window.ran") + dialogs
    told["asked"] = [url for url in asked if not url.startswith(f"{ORIGIN}/uploads/")]
    page.close()
    return told


def show_all(chromium, fragments):
    for start in range(0, len(fragments), PAGE):
        batch = fragments[start : start + PAGE]
        told = what_happens(chromium, batch)
        assert told["ran"] == [] and told["found"] == [] and told["asked"] == []
        assert told["sections"] == len(batch), "a text broke out of its place"


def test_the_attacks_do_run_when_nobody_cleans_them(chromium):
    told = what_happens(chromium, [v for v in vectors() if v.startswith("<img")][:40])
    assert told["ran"] and told["found"]


def test_nothing_runs_when_written_as_markdown(chromium):
    show_all(chromium, [render(vector).html for vector in vectors()])


def test_nothing_runs_when_imported_as_html(chromium):
    show_all(chromium, [from_html(vector)[0].html for vector in vectors()])


def test_nothing_runs_when_hidden_in_a_link_or_picture(chromium):
    texts = [f"[a](<{v}>) [b]({v}) ![c]({v})\n\n[d]\n\n[d]: {v}\n\n{v}{v}" for v in vectors()]
    show_all(chromium, [render(text).html for text in texts])


def test_nothing_runs_within_the_tags_we_take(chromium):
    texts = []
    for vector in vectors():
        quoted = escape(vector, quote=True)
        texts.append(
            f'<a href="{quoted}">a</a> <img src="{quoted}" alt="{quoted}" width="{quoted}">'
        )
        texts.append(
            f"<details><summary>{vector}</summary>\n{vector}\n\n```{vector}\n{vector}\n```"
        )
    show_all(chromium, [render(text).html for text in texts])


def test_nothing_runs_out_of_the_markdown_of_an_import(chromium):
    show_all(chromium, [render(from_html(vector)[1]).html for vector in vectors()])
