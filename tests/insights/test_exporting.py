"""Files of figures and rows: as long as what they are of, safe in a spreadsheet, times in ISO."""

import csv
import io
import re

import pytest

from community import clock
from community.insights.exporting import safe
from tests.insights.test_page import many
from tests.insights.written import DAY, HOUR, MINUTE, NOON, asked, count


@pytest.fixture(autouse=True)
def noon(app):
    with clock.set_to(NOON):
        yield


def rows(browser, path: str) -> list[dict[str, str]]:
    answer = browser.get(path)
    assert answer.content_type == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8"), newline="")))


def test_a_file_has_the_rows_of_its_list(cast, browser_of):
    many(cast)
    count()
    sam = browser_of("sam")
    for query in ("", "?figure=solved", "?figure=by_customers&weeks=26", "?duty=night"):
        total = re.search(r'data-total="(\d+)"', sam.get(f"/insights/questions{query}").text)
        assert len(rows(sam, f"/insights/questions.csv{query}")) == int(total[1]) > 0
    total = re.search(r'data-total="(\d+)"', sam.get("/insights/waiting").text)
    assert len(rows(sam, "/insights/waiting.csv")) == int(total[1]) > 0


def test_a_longer_file_than_one_reading_has_every_row_once(cast, browser_of, monkeypatch):
    monkeypatch.setattr("community.insights.lists.AT_ONCE", 7)
    for one in range(30):
        asked(cast, NOON - HOUR - one * MINUTE)
    count()
    found = [row["thread"] for row in rows(browser_of("sam"), "/insights/questions.csv")]
    assert len(found) == len(set(found)) == 30


def test_the_figures_of_the_page_stand_in_the_file(cast, browser_of):
    many(cast)
    count()
    sam = browser_of("sam")
    page, found = sam.get("/insights").text, rows(sam, "/insights/figures.csv")
    for figure in ("by_staff", "by_customers", "waiting", "solved"):
        shown = re.search(rf'data-figure="{figure}">.*?(\d+)</a></td>', page)
        (row,) = [
            row
            for row in found
            if (row["figure"], row["period"], row["asked_while"]) == (figure, "now", "all")
        ]
        assert row["questions"] == shown[1]
    assert len([row for row in found if row["section"] == "hours"]) == 168
    days = {row["day"] for row in found if row["section"] == "backlog"}
    assert len(days) == 84 and "2026-11-25" in days
    assert {row["until"] for row in found if row["section"] == "waits"} == {
        "2026-11-25T12:00:00Z",
        "2026-09-02T12:00:00Z",
    }


def test_times_are_iso_and_text_is_utf_8(cast, browser_of):
    asked(cast, NOON - DAY, HOUR, title="Ärger mit 充電")
    count()
    (row,) = rows(browser_of("sam"), "/insights/questions.csv")
    assert row["title"] == "Ärger mit 充電"
    assert row["asked_at"] == "2026-11-24T12:00:00Z"
    assert row["useful_at"] == "2026-11-24T13:00:00Z"
    assert (row["waited_minutes"], row["covered_minutes"]) == ("60.0", "60.0")
    assert row["address"].startswith("http://localhost/t/")
    assert "Sam" not in str(row) and "useful_by_id" not in row  # no person stands in it


@pytest.mark.parametrize(
    "title", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", '=HYPERLINK("x")', "\r=1"]
)
def test_no_spreadsheet_runs_what_somebody_typed(cast, browser_of, title):
    asked(cast, NOON - DAY, title=title)
    count()
    (row,) = rows(browser_of("sam"), "/insights/questions.csv")
    assert row["title"].startswith("'")
    assert row["title"].removeprefix("'").strip() == title.strip()


def test_numbers_stay_numbers():
    assert [safe(value) for value in (-1.25, 3, True, None, "plain, text")] == [
        -1.2,
        3,
        "yes",
        "",
        "plain, text",
    ]
