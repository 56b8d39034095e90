"""Plain text for mails, excerpts and the index, and the names in a text."""

from community.markup import excerpt, find_mentions, mentioned_in, render, to_text


def text(source):
    return to_text(render(source).html)


def test_paragraphs_lists_quotes_and_code_keep_their_shape():
    source = "Hi\nthere\n\n- a\n- b\n\n> said\n> so\n\n```py\nif x:\n\n    y\n```\nend"
    assert text(source) == "Hi\nthere\n\n- a\n- b\n> said\n> so\n\nif x:\n\n    y\n\nend"


def test_a_link_says_where_it_leads_unless_it_shows_it():
    assert text("[here](https://example.com) https://example.org") == (
        "here (https://example.com) https://example.org"
    )


def test_signs_are_themselves():
    assert text("a &lt; b & c `<d>` ![alt](/uploads/x.png)") == "a < b & c <d> alt"


def test_table_cells_stand_apart():
    assert text("|a|b|\n|-|-|\n|c|d|") == "a b\nc d"


def test_an_excerpt_is_one_line_cut_between_words():
    html = render("# Title\n\n> quote\n\n- item [x](https://example.com)\n\n" + "word " * 100).html
    short = excerpt(html, 60)
    assert short.startswith("Title quote item x word word") and short.endswith("word…")
    assert len(short) <= 60 and "\n" not in short
    assert excerpt("<p>short</p>") == "short"


def test_an_excerpt_without_spaces_is_cut_all_the_same():
    assert excerpt(f"<p>{'漢' * 500}</p>", 50) == "漢" * 49 + "…"


def test_names_are_found_outside_code():
    source = "@ana, (@ben) @ana.\n`@code` x@mail.com\n```\n@fenced\n```\n@mia's"
    assert find_mentions(source) == ["ana", "ben", "mia"]


def test_whoever_is_mentioned_in_the_html_was_found_before():
    source = "> @a1 **@b2** [@c3](/x) <b>@d4</b> \\@e5\n\n    @f6\n\n@g7/x @h8:"
    assert set(render(source).mentions) <= set(find_mentions(source))
    assert render(source).mentions == ("a1", "b2", "d4", "h8")


def test_whom_a_text_links_can_be_read_from_its_html():
    source = "@Ana `@ben` @mia [@sam](/x)\n\n    @ben\n\n<a class='mention' href='/u/ben'>@ben</a>"
    html = render(source, known={"ana", "ben", "mia", "sam"}, root="/home").html
    assert mentioned_in(html) == ["ana", "mia"]
