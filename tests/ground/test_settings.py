"""A setting that makes no sense stops the start with a sentence, never with a stack trace."""

import json
import logging
import os
import subprocess
import sys

import pytest

from community.logs import JsonLines
from config import ROOT, BadSettings, Settings

SECRET = "only-for-tests-0123456789abcdef"

WRONG = {
    "SECRET_KEY": "secret",
    "PUBLIC_URL": "example.com",
    "DATABASE_URL": "mysql://root:hush@db/hearth",
    "REDIS_URL": "http://127.0.0.1",
    "SEARCH_URL": "database",
    "STORAGE_URL": "s3://bucket",
    "MAIL_URL": "sendmail",
    "LOG_FORMAT": "xml",
    "TIME_ZONE": "Mars/Base",
    "PORT": "many",
    "PROXIES": "-1",
    "POST_LIMIT": "0",
    "DEMO": "perhaps",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_setting_is_named_and_its_secrets_are_not(name):
    with pytest.raises(BadSettings) as told:
        Settings.from_env({"SECRET_KEY": SECRET, "VAR_DIR": "/tmp/x", name: WRONG[name]})
    assert name in str(told.value)
    assert "hush" not in str(told.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("COVERAGE", "weekdays"), ("HOLIDAYS", "XX"), ("TIME_ZONE", "Mars"), ("LANGUAGES", "en,xx")],
)
def test_the_start_ends_with_a_sentence(tmp_path, name, value):
    env = os.environ | {"SECRET_KEY": SECRET, "VAR_DIR": str(tmp_path), name: value}
    done = subprocess.run(
        [sys.executable, "-m", "flask", "doctor"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode != 0
    assert "Hearth cannot start" in done.stderr and name in done.stderr
    assert "Traceback" not in done.stderr


def test_searching_in_the_database_needs_postgresql():
    env = {"SECRET_KEY": SECRET, "VAR_DIR": "/tmp/x", "SEARCH_URL": "database"}
    with pytest.raises(BadSettings, match="DATABASE_URL is SQLite"):
        Settings.from_env(env)
    big = env | {"DATABASE_URL": "postgresql://hearth@db/hearth"}
    assert Settings.from_env(big).searches_database
    with pytest.raises(BadSettings, match="just the word database"):
        Settings.from_env(big | {"SEARCH_URL": "database:elsewhere"})


def test_a_secret_may_lie_in_a_file(tmp_path):
    (tmp_path / "key").write_text(f"{SECRET}\n")
    settings = Settings.from_env({"SECRET_KEY_FILE": str(tmp_path / "key")})
    assert settings.secret_key == SECRET


def test_the_log_can_be_lines_of_json():
    try:
        raise ValueError("no")
    except ValueError:
        record = logging.LogRecord("a.b", 30, "f", 1, "Ten %s", ("é",), sys.exc_info())
    line = JsonLines().format(record)
    told = json.loads(line)
    assert (told["level"], told["name"], told["message"]) == ("WARNING", "a.b", "Ten é")
    assert "ValueError: no" in told["trace"] and "\n" not in line
