"""What every template may use."""

from flask_babel import force_locale

from community.home.face import translations


def test_translations_are_found_once_a_request_and_follow_the_language(app):
    with app.test_request_context():
        first = translations()
        assert translations() is first
        with force_locale("de"):
            assert translations() is not None
        assert translations() is first


def test_templates_still_speak(app):
    with app.test_request_context():
        source = (
            '{{ _("Hello %(name)s", name="<b>") }}, {{ ngettext("%(num)s a", "%(num)s b", 2) }}'
        )
        assert app.jinja_env.from_string(source).render() == "Hello &lt;b&gt;, 2 b"
