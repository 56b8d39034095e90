"""Is the forecast of the cost page right? `python -m bench.desk_forecast`: within 5 points of what
a held-out week really kept, with the same hours and with Saturdays too."""

from dataclasses import replace
from datetime import datetime, timedelta

from bench.desk_streams import START, Asked, Company, large, small, stream
from community.desk.coverage import Coverage, parse
from community.desk.forecasting import Past, forecast

LEARNED, HELD = 8, 4  # weeks
TARGETS = (30, 60, 120, 240)


def past(questions: list[Asked], end: datetime) -> list[Past]:
    """As the page sees it, up to a moment."""

    def known(moment: datetime | None) -> datetime | None:
        return moment if moment and moment < end else None

    return [
        Past(one.at, known(one.useful_at), known(one.staff_at))
        for one in questions
        if START + timedelta(weeks=1) <= one.at < end
    ]


def really(questions: list[Asked], hours: Coverage, target: int, start: datetime) -> float:
    later = [one for one in questions if start <= one.at < start + timedelta(weeks=HELD)]
    span = timedelta(minutes=target)
    kept = [bool(one.useful_at and one.useful_at <= hours.add(one.at, span)) for one in later]
    return sum(kept) / len(kept)


def compared(company: Company, tried: Coverage, seeds: int) -> list[tuple[int, float, float]]:
    """(target, forecast, what was) over several streams."""
    end = START + timedelta(weeks=LEARNED)
    sums = {target: [0.0, 0.0] for target in TARGETS}
    for seed in range(seeds):
        before = past(stream(company, LEARNED, seed), end)
        changed = replace(company, hours=tried)
        after = stream(changed, LEARNED + HELD + 1, seed + 100)
        for target in TARGETS:
            said = forecast(before, company.hours, tried, target, end)
            sums[target][0] += said.share / seeds
            sums[target][1] += really(after, tried, target, end) / seeds
    return [(target, *pair) for target, pair in sums.items()]


def tries() -> list[tuple[Company, Coverage, str, int]]:
    return [
        (small(), small().hours, "same hours", 6),
        (small(), parse("mon-sat 09:00-17:00", "UTC"), "Saturdays too", 6),
        (large(), large().hours, "same hours", 1),
    ]


def measure() -> list[tuple[str, str, str, bool | None]]:
    """Rows for `make bench`."""
    rows: list[tuple[str, str, str, bool | None]] = []
    for company, tried, name, seeds in tries():
        for target, said, was in compared(company, tried, seeds):
            what = f"forecast, {company.name}, {name}, {target} minutes"
            value = f"{100 * said:.1f} for {100 * was:.1f} %"
            rows.append((what, value, "within 5 points", abs(said - was) <= 0.05))
    return rows


def main() -> None:
    for company, tried, name, seeds in tries():
        for target, said, was in compared(company, tried, seeds):
            print(
                f"{company.name:<6} {name:<14} {target:>4} min  forecast {100 * said:5.1f} %  "
                f"was {100 * was:5.1f} %  {100 * abs(said - was):4.1f} points apart"
            )


if __name__ == "__main__":
    main()
