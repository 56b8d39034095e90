"""Words as index, query and highlighter see them."""

import pytest

from community.search.text import folded, plain, stems, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don't use the Printer’s Café", ["dont", "use", "the", "printers", "cafe"]),
        (
            "C++ or C# in my_function, settings.py",
            ["c++", "or", "c#", "in", "my", "function", "settings", "py"],
        ),
        ("E-4021: 日本 안녕", ["e", "4021", "日", "本", "안", "녕"]),
        ("zero\u200bwidth \u202eturned", ["zerowidth", "turned"]),
        ("", []),
    ],
)
def test_words_are_cut_and_folded(text, words):
    assert words_of(text) == words


def test_forms_of_a_word_share_a_stem():
    english = stems("en")
    for forms in (("stop", "stopped", "stopping"), ("jam", "jammed", "jams"), ("setting", "set")):
        assert len({english.stem(folded(form)) for form in forms}) == 1, forms
    assert stems("de").stem("häuser") == stems("de").stem("häusern")
    assert stems("xx").language == "en"  # a language without a stemmer


def test_the_text_of_safe_html():
    html = "<p>one <b>t</b>wo</p><ul><li>a &lt; b</li><li>c</li></ul>"
    assert plain(html).split() == ["one", "two", "a", "<", "b", "c"]


@pytest.mark.parametrize("most", range(0, 45))
def test_html_that_is_cut_shows_no_half_tag(most):
    cut = plain("<p>hello world</p><a href='x y'>foo</a> end", most)
    assert (
        "<" not in cut and "href" not in cut and "hello world foo end".startswith(cut.strip()[:11])
    )
