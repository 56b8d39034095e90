"""HTML from elsewhere becomes safe HTML and Markdown that says the same."""

from xml.etree import ElementTree

import pytest

from community.markup import from_html, render, to_text
from tests.markup.strict import faults
from tests.paths import shared


def words(html):
    return to_text(html).split()


@pytest.mark.slow
@pytest.mark.parametrize("forum", ["quantumcomputing-2018-09", "cardano-2021-12"])
def test_the_markdown_of_an_import_renders_to_the_same_words(forum):
    rows = ElementTree.parse(shared("forums", forum, "Posts.xml")).getroot()
    bodies = [row.get("Body") for row in rows][::4]
    changed = 0
    for body in bodies:
        rendered, source = from_html(body)
        assert faults(rendered.html) == [] and not rendered.failed
        changed += words(rendered.html) != words(render(source).html)
    assert changed / len(bodies) < 0.01


def test_code_keeps_its_language_and_its_ticks():
    body = '<pre class="lang-py prettyprint-override"><code>x = "```"\n</code></pre>'
    rendered, source = from_html(body)
    assert source == '````py\nx = "```"\n````'
    assert '<code class="language-py">' in rendered.html
    assert rendered.html == render(source).html


@pytest.mark.parametrize(
    "body",
    [
        "<p>1. no list</p>",
        "<p># no heading</p>",
        "<p>a *b* _c_ `d` ~~e~~ \\* &lt;b&gt; &amp;amp; @ana</p>",
        "<p>one\ntwo</p>",
        "<ol><li><p>a</p><pre><code>b\n</code></pre></li></ol>",
        "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>",
        "<ul><li>a<ul><li>b</li></ul></li></ul>",
        '<p><a href="https://example.com/a_b">c</a> <strong>d</strong> <em>e</em></p>',
        "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>",
        "<h2>a</h2><p>b</p><hr><p>c</p>",
    ],
)
def test_html_and_its_markdown_give_the_same_html(body):
    rendered, source = from_html(body)
    html = rendered.html if "<pre" in body else rendered.html.replace("\n", " ")
    assert render(source).html.replace("&#64;", "@") == html


def test_tags_we_do_not_take_leave_their_text():
    rendered, _ = from_html('<div class="snippet"><font color=red>red</font> <b>bold</b></div>')
    assert rendered.html == "red <b>bold</b>"


def test_broken_html_still_has_a_source():
    rendered, source = from_html("<![><img src='x'>text")
    assert faults(rendered.html) == [] and "text" in source
