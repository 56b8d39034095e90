"""What gets through the cleaner, and what an author cannot forge."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.markup import find_uploads, from_html, render, to_text
from tests.markup.slow_texts import REPEATED
from tests.markup.strict import faults
from tests.markup.test_xss_in_a_browser import vectors

SCRAPS = st.sampled_from((
    *REPEATED, "\n", "\n\n", "    ", "<p>", "</p>", "<pre><code>", "</code></pre>", "<a href='/x'>",
    "</a>", "<table><tr><td>", "</b>", "&#x6a;avascript:", "javascript:alert(1)", " onclick=x ",
    "@ana", "https://example.com/?a=1&b=2", "<img src=/uploads/a.png>", "1) ", "|a|b|\n|-|-|\n",
    "```python\ndef f(): pass\n", "<!--", "-->", "&lt;script&gt;", "\x02klzzwxh:0001\x03",
    "\x02wzxhzdk:0\x03", "[x]: y\n", "- [x] ", "\u202e", "<details>\n", "</summary>", "\\@",
))  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(SCRAPS, max_size=40).map("".join))
MANY = settings(
    max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


@MANY
@given(TEXTS)
def test_any_text_gives_safe_html(text):
    rendered = render(text, known={"ana"})
    assert faults(rendered.html) == []
    to_text(rendered.html)


@MANY
@given(TEXTS)
def test_any_foreign_html_gives_safe_html_and_a_source(text):
    rendered, source = from_html(text)
    assert faults(rendered.html) == []
    assert faults(render(source).html) == []


def test_no_attack_leaves_anything_that_is_not_on_the_list():
    for vector in vectors():
        assert faults(render(vector).html) == [], vector
        assert faults(from_html(vector)[0].html) == [], vector


@pytest.mark.parametrize(
    "forged",
    [
        '<span class="staff-badge">Support</span>',
        '<b class="staff-badge" style="color:red" id="p1" name="x">Support</b>',
        '<code class="staff-badge">x</code>',
        '<a href="/x" class="mention" rel="x" target="_blank" data-post="1" aria-label="y">x</a>',
        '<input type="password" name="password"><input type="checkbox" name="y" value="z">',
        '<form action="/x"><button formaction="/y">x</button></form>',
        '<pre class="plain" role="alert">x</pre>',
    ],
)
def test_nobody_forges_what_only_we_add(forged):
    for html in (render(f"x {forged}").html, render(forged).html, from_html(forged)[0].html):
        assert faults(html) == []
        shown = html.replace("&lt;", "<!").split("<!")[0]
        for mark in ("staff-badge", "data-post", "style=", "id=", "name=", "formaction", "alert"):
            assert mark not in shown


@pytest.mark.parametrize(
    "target",
    [
        "javascript:123",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "&#106;avascript:alert(1)",
        "&amp;#106;avascript:alert(1)",
        "\u200bjavascript:alert(1)",
        "vbscript:x",
        "data:text/html;base64,x",
        "file:///etc/passwd",
        "\\\\example.com",
        "/\\example.com",
        "blob:x",
        "https:example.com",
        "http://",
    ],
)
def test_no_other_scheme_is_linked(target):
    for text in (f"[x](<{target}>)", f"[x]({target})", f'<a href="{target}">x</a>'):
        assert "<a" not in render(text).html
    assert "<a" not in from_html(f'<a href="{target}">x</a>')[0].html


def test_links_that_lead_away_say_so_and_our_own_do_not():
    html = render("https://example.com/t/1 https://example.org", site="https://example.com").html
    assert '<a href="https://example.com/t/1">' in html
    assert '<a href="https://example.org" rel="nofollow ugc noopener">' in html
    assert render("https://example.com.evil.org", site="https://example.com").links


def test_pictures_of_others_are_links_and_ours_are_shown():
    rendered = render("![a](https://example.com/a.png) ![b](/home/uploads/b.png)", root="/home")
    assert rendered.images == ("/home/uploads/b.png",)
    assert rendered.links == ("https://example.com/a.png",)
    assert '<img src="/home/uploads/b.png" alt="b" loading="lazy">' in rendered.html
    assert "<img" not in render("![b](/uploads/../b.png) ![c](/uploads/b.png)", root="/home").html


def test_only_known_names_are_linked_and_all_are_told():
    rendered = render("@ana and @nobody", known={"Ana"}, root="/home")
    assert rendered.mentions == ("ana", "nobody")
    assert '<a class="mention" href="/home/u/Ana">@ana</a> and @nobody' in rendered.html


def test_a_picture_of_known_size_says_so():
    source = "![a](/uploads/a1.png) ![b](/uploads/b2.webp) ![x](https://example.com/uploads/c3.png)"
    assert find_uploads(source) == ["a1", "b2", "c3"]
    html = render(source, sizes={"/uploads/a1.png": (640, 480)}).html
    assert 'src="/uploads/a1.png" alt="a" loading="lazy" width="640" height="480"' in html
    assert html.count("width=") == 1
