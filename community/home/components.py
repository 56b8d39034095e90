"""The macros of the pages read most, as `ui.when(…)`: an import in a template is looked up anew
each time that template is included, which costs more than the macro itself."""

from types import SimpleNamespace

from flask import Flask

MACROS = {
    "avatar": ("avatar",),
    "badge": ("count", "staff_badge", "tag"),
    "button": ("act", "button", "link_button"),
    "composer": ("composer",),
    "crumbs": ("crumbs",),
    "field": ("once_field", "select_field", "token_field"),
    "flashes": ("flashes",),
    "menu": ("menu", "menu_act", "menu_link"),
    "pager": ("newer_older", "numbered"),
    "state": ("state_pill",),
    "tabs": ("tabs",),
    "time": ("exact", "when"),
}


def init_app(app: Flask) -> None:
    ui = SimpleNamespace()
    app.jinja_env.globals["ui"] = ui
    for file, names in MACROS.items():
        module = app.jinja_env.get_template(f"components/{file}.html").module
        for name in names:
            setattr(ui, name, getattr(module, name))
