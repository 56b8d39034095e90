"""What a text becomes."""

from community.markup import render


def html(source, **options):
    return render(source, **options).html


def test_a_script_is_shown_and_not_run():
    assert (
        html("<script>alert(1)</script>")
        == '<p dir="auto">&lt;script&gt;alert(1)&lt;/script&gt;</p>'
    )
