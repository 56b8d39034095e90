"""What a kept piece of a page shows stands among the values it is kept by."""

import pytest
from jinja2 import nodes

from community import panels
from config import ROOT

FOLDER = ROOT / "templates"
TEMPLATES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))
#: the same for everybody, as long as the process lives
SHARED = {"_", "ngettext", "ui", "icon", "base", "settings", "loop", "none"}
#: records: they look the same to a key, whatever stands in them
RECORDS = {"thread", "user", "page", "post"}


def dotted(node):
    """`thread.category.name`, or None for what is more than names and dots."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        start = dotted(node.node)
        return f"{start}.{node.attr}" if start else None
    return None


def shown(env, node, own):
    """Every name with its dots that the node reads and does not set itself."""
    own = own | {name.name for name in node.find_all(nodes.Name) if name.ctx in {"store", "param"}}
    for part in node.iter_child_nodes():
        name = dotted(part)
        if name:
            if name.partition(".")[0] not in own | SHARED and getattr(part, "ctx", "") == "load":
                yield name
        elif isinstance(part, nodes.Include):
            yield from shown(env, parsed(env, part.template.value), own)
        else:
            yield from shown(env, part, own)


def parsed(env, template):
    return env.parse(env.loader.get_source(env, template)[0])


def kept_pieces(env):
    """Template, body and the values of the key; the tag turns into these three nodes."""
    for template in TEMPLATES:
        tree = parsed(env, template)
        keys = {
            one.target.name: one.node.node.items
            for one in tree.find_all(nodes.Assign)
            if isinstance(one.node, nodes.Filter) and one.node.name == "piece_key"
        }
        bodies = list(bodies_of(tree))
        assert len(bodies) == len(keys)
        for body, key in bodies:
            yield template, body, keys[key]


def bodies_of(tree):
    for one in tree.find_all(nodes.AssignBlock):
        if one.filter and one.filter.name == "keep_piece":
            yield one.body, one.filter.args[0].name


def test_they_show_nothing_but_their_values(app):
    env = app.jinja_env
    found = list(kept_pieces(env))
    assert len(found) > 5
    for template, kept, (name, *values) in found:
        keys = {dotted(value) for value in values}
        assert not keys & RECORDS, f"{template}: {name.value} is kept by a whole record"
        body = nodes.Template(kept)
        for read in shown(env, body, set()):
            prefixes = {read.rsplit(".", n)[0] for n in range(read.count(".") + 1)}
            assert prefixes & keys, f"{template}: {name.value} shows {read}, no value of it"


def test_their_names_are_their_own(app):
    names = [values[0].value for _template, _body, values in kept_pieces(app.jinja_env)]
    assert len(names) == len(set(names))


def test_pure_panels_show_nothing_of_the_reader_but_their_values(app):
    pure = {p.template for slot in panels._slots.values() for p in slot if p.pure}
    assert len(pure) > 3
    for template in pure:
        tree = parsed(app.jinja_env, template)
        read = {name.partition(".")[0] for name in shown(app.jinja_env, tree, set())}
        assert not read & {"me", "user", "subject", "request", "g", "session", "csrf_token", "now"}


@pytest.mark.parametrize("forgotten", ["thread.closed_at", "me", "csrf_token"])
def test_a_forgotten_value_would_be_found(app, forgotten):
    both = f"{{{{ thread.title }}}}{{{{ {forgotten} }}}}"
    tree = app.jinja_env.parse(f'{{% keep "x", thread.title %}}{both}{{% endkeep %}}')
    body = nodes.Template(next(bodies_of(tree))[0])
    assert set(shown(app.jinja_env, body, set())) == {"thread.title", forgotten}
