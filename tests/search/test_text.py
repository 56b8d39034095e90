"""Words as index, query and highlighter see them."""

import pytest

from community.search.text import folded, joined, plain, stems, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don't use the Printer’s Café", ["dont", "use", "the", "printers", "cafe"]),
        (
            "C++ or C# in my_function, settings.py",
            ["c++", "or", "c#", "in", "my", "function", "settings", "py"],
        ),
        ("E-4021: 日本 안녕 紙", ["e", "4021", "日本", "本", "안녕", "녕", "紙"]),
        ("R, C, 5G and ID; 0x8007", ["r", "c", "5g", "and", "id", "0x8007"]),
        ("v2.1.3-beta node.js", ["2.1.3", "beta", "node", "js"]),
        ("Windowsが起動しない", ["windows", "が起", "起動", "動し", "しな", "ない"]),
        ("ｶﾞｷﾞ １２３", ["ガギ", "ギ", "123"]),
        ("العَرَبِيَّة שָׁלוֹם", ["العربيه", "שלום"]),
        ("Ёлка мой Straße Łódź", ["елка", "мой", "strasse", "lodz"]),
        ("ที่ไหน नमस्ते", ["ที่ไ", "ไห", "หน", "น", "नमस्ते"]),
        ("zero\u200bwidth \u202eturned", ["zerowidth", "turned"]),
        ("", []),
    ],
)
def test_words_are_cut_and_folded(text, words):
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("the wi-fi router", [("wi", 0), ("wifi", 0), ("fi", 1), ("router", 2)]),
        ("Log-in on", [("log", 0), ("login", 0)]),  # "in" and "on" are not indexed
        ("node.js x", [("node", 0), ("nodej", 0), ("js", 1), ("x", 2)]),
        ("is 2.1.3 x", [("2", 0), ("2.1", 0), ("2.1.3", 0), ("1", 0), ("3", 0), ("x", 1)]),
        ("印刷 x", [("印", 0), ("印刷", 0), ("刷", 1), ("x", 2)]),
        ("2026-11 state-of-the-art", [("2026", 0), ("11", 1), ("state", 2), ("art", 3)]),
    ],
)
def test_an_index_keeps_terms_with_their_places(text, terms):
    assert stems("en").terms(folded(text)) == terms


@pytest.mark.parametrize("text", ["the wi-fi router", "紙が詰まる printer", "v2.1.3 fails on x"])
def test_what_is_asked_stands_at_the_places_that_are_indexed(text):
    """Else phrases would miss what was typed word for word."""
    english = stems("en")
    asked = {(stem, place) for place, stem in enumerate(english.of(text))}
    assert asked <= set(english.terms(folded(text)))


def test_words_written_together_and_words_that_are_not():
    assert joined(("wi", "fi")) == "wifi" and joined(("e", "4021")) == "e4021"
    for words in (("wifi",), ("2026", "11"), ("日本", "本語"), ("a", "b", "c", "d"), ("c++", "x")):
        assert joined(words) is None, words


def test_a_very_long_word_is_cut_alike_in_index_and_query():
    assert [stem for stem, _place in stems("en").terms("x" * 5000)] == words_of("x" * 5000)
    assert len(words_of("x" * 5000)[0]) <= 64


def test_forms_of_a_word_share_a_stem():
    english = stems("en")
    for forms in (("stop", "stopped", "stopping"), ("jam", "jammed", "jams"), ("setting", "set")):
        assert len({english.stem(folded(form)) for form in forms}) == 1, forms
    arabic = ("شاحن", "الشاحن", "بالشاحن", "والشاحن", "للشاحن")
    assert len({english.stem(folded(form)) for form in arabic}) == 1
    assert english.stem("الله") == "الله"  # too short without it
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


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("de", ("Rechnung", "Rechnungen")),
        ("fr", ("réinitialiser", "réinitialisé")),
        ("es", ("contraseña", "contraseñas")),
        ("ru", ("пароль", "пароли", "паролем")),
        ("sv", ("räkning", "räkningar")),
    ],
)
def test_every_community_has_the_stems_of_its_language(language, forms):
    own = stems(language)
    assert len({tuple(own.terms(folded(form))) for form in forms}) == 1
    assert len({tuple(own.of(form)) for form in forms}) == 1
