"""Titles, slugs and tags in every script."""

import pytest

from community.forum.naming import clean_tags, clean_title, slug_of


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("The box blinks", "the-box-blinks"),
        ("  C++ / C#: what's new?  ", "c-c-what-s-new"),
        ("Größe ändern", "grösse-ändern"),
        ("الشاحن لا يعمل", "الشاحن-لا-يعمل"),
        ("充電器が動かない", "充電器が動かない"),
        ("../../etc/passwd", "etc-passwd"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("\u202egnp.exe", "gnp-exe"),
        ("???", ""),
        ("ﬁle № 5", "file-no-5"),
    ],
)
def test_a_slug_is_readable_and_safe(title, slug):
    assert slug_of(title) == slug


def test_a_slug_ends_at_a_word_within_eighty_characters():
    slug = slug_of("word " * 40)
    assert len(slug) <= 80
    assert slug.endswith("-word")
    assert len(slug_of("x" * 300)) == 80


def test_a_title_is_one_line_without_hidden_signs():
    assert clean_title(" a\n\tb\x00c\u202ed ") == "a b c d"
    assert len(clean_title("x" * 500)) == 200


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("App, charger ,APP", ["app", "charger"]),
        ("#billing, c++, node.js", ["billing", "c++", "node.js"]),
        ("red light,  ", ["red-light"]),
        ("a,b,cc", ["cc"]),
        ("<b>,';--", []),
        ("one,two,three,four,five,six", ["one", "two", "three", "four", "five"]),
        ("شاحن,充電", ["شاحن", "充電"]),
        ("x" * 31, []),
    ],
)
def test_tags_are_short_lower_case_words(typed, tags):
    assert clean_tags(typed) == tags
