"""Texts that keep parsers busy, at the limit of 20,000 signs."""

LIMIT = 20_000


def _fill(pattern: str) -> str:
    return (pattern * (LIMIT // len(pattern) + 1))[:LIMIT]


def _around(left: str, right: str, middle: str = "") -> str:
    half = LIMIT // (len(left) + len(right))
    return left * half + middle + right * half


REPEATED = (
    "[", "![", "[a](", "![a](", "[a][", "[a](<", "[](", "<![CDATA[", "<a ", "a\n=\n", "1. ", "* ",
    "- ", "> ", ">", "\\", "*a**b`", "__a_", "<b>", "<a href=", '<x y="', "&amp;", " `a``", "```\n",
    "```a\n", "~~~\n", "a\n", "# a\n", "> a\n", "`", "*", "_", "~", "~~a", "<", "<!--", "&", "&#",
    "|", "|a", "- a\n", "1. a\n", "a\n\n", "<http://", "http://", "www.a", "www.", "@a ", "a@b.c ",
    "[a]: b\n", "[^a]", "<div>", "<b><p>", "<details>", "<ul><li>", "<blockquote>", "<table>",
    "<p>", "<kbd></kbd>", "![a](b)", "[a](b)", "[a]", "**a** ", "*a ", "**a", "_a", "***a**",
    "a***", "|-", "a|b\n-|-\n", "- [ ] a\n", "<svg><b>", "<img src=x>", "]]", "](", "))", "((",
    "\t", "  - ", "\\[", "\\`", "&lt;", "http://a.b/(", "'", '"', "é", "漢", "😀", "--", "==\n",
)  # fmt: skip

SLOW = {
    **{f"repeated {pattern!r}": _fill(pattern) for pattern in REPEATED},
    "brackets around": _around("[", "]"),
    "brackets around and a target": _around("[", "]", "a") + "(x)",
    "links in links": _around("[", "](x)", "a"),
    "bold around": _around("**", "**", "a"),
    "quotes ever deeper": "\n".join(">" * n + " a" for n in range(1, 198)),
    "lists ever deeper by two": "\n".join("  " * n + "- a" for n in range(138)),
    "lists ever deeper by four": "\n".join("    " * n + "- a" for n in range(98)),
    "numbers ever deeper": "\n".join("   " * n + "1. a" for n in range(112)),
    "ticks ever longer": "a".join("`" * n for n in range(1, 199)),
    "a table of 5000 columns": "|a" * 5000 + "\n" + "|-" * 5000,
    "a table of 60 columns": ("|a" * 60 + "\n") + ("|-" * 60 + "\n") + ("|b" * 60 + "\n") * 160,
    "a long word": "a" * LIMIT,
    "a long address": "https://example.com/" + "a" * LIMIT,
    "an address of brackets": "https://example.com/" + "(" * LIMIT,
    "many labels": "".join(f"[{n}]: http://a.b\n" for n in range(500)) + "[1] [2] " * 1000,
    "python": "```python\n" + _fill("x = '''a\n") + "\n```",
    "c": "```c\n" + _fill("/*") + "\n```",
    "html code": "```html\n" + _fill("<a b='") + "\n```",
    "perl": "```perl\n" + _fill("m{a/") + "\n```",
    "ruby": "```ruby\n" + _fill("<<A\n%q(") + "\n```",
    "markdown in markdown": "```md\n" + _fill("[a](") + "\n```",
    "yaml": "```yaml\n" + _fill("- a: {") + "\n```",
    "sql": "```sql\n" + _fill("select '") + "\n```",
    "javascript": "```js\n" + _fill("`${") + "\n```",
    "bash": "```bash\n" + _fill("$((") + "\n```",
}
