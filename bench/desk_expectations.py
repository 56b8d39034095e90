"""Are the expectations shown kept? `python -m bench.desk_expectations`: 87 to 95 % in every band
of the week, on weeks that came after those they were reckoned from."""

from collections import defaultdict
from datetime import datetime, timedelta

from bench.desk_streams import START, Asked, Company, large, small, stream
from community.desk.expecting import sayable
from community.desk.waits import Usual, Wait, usual_waits

BAR = (0.87, 0.95)
ENOUGH = 100  # cases: fewer say nothing about nine of ten
LEARNED, HELD = 8, 12  # weeks; the second ones are never learned from before they are judged


def known(
    company: Company, questions: list[Asked], moment: datetime
) -> dict[tuple[int, int], Usual]:
    """As the nightly reckoning sees it: what was answered later still waits."""
    waits = []
    for one in questions:
        if not moment - timedelta(weeks=LEARNED) <= one.at < moment:
            continue
        answered = one.useful_at is not None and one.useful_at <= moment
        end = one.useful_at if answered else moment
        minutes = (end - one.at).total_seconds() / 60
        waits.append(Wait(1, one.at.weekday() * 24 + one.at.hour, minutes, answered))
    return usual_waits(waits, company.hours.week)


def judged(company: Company, seed: int) -> dict[str, list[bool]]:
    """By band of the week: was what was shown kept?"""
    questions = stream(company, LEARNED + HELD, seed)
    found: dict[str, list[bool]] = defaultdict(list)
    for week in range(LEARNED, LEARNED + HELD - 1):
        monday = START + timedelta(weeks=week)
        usual = known(company, questions, monday)
        for one in questions:
            if not monday <= one.at < monday + timedelta(weeks=1):
                continue
            row = usual.get((1, one.at.weekday() * 24 + one.at.hour))
            said = row and row.usual is not None and sayable(row.usual, one.at, company.hours)
            if said:
                kept = one.useful_at is not None and one.useful_at <= said[1]
                found[band(one.at)].append(kept)
            elif company.hours.is_on(one.at):
                found["(only the hours were said)"].append(True)
    return found


def band(moment: datetime) -> str:
    block = moment.hour // 4 * 4
    days = "Mon" if moment.weekday() == 0 else "Tue-Fri" if moment.weekday() < 5 else "Sat-Sun"
    return f"{days} {block:02d}-{block + 4:02d}"


def measure() -> list[tuple[str, str, str, bool | None]]:
    """Rows for `make bench`: each band of the week in which enough was shown to judge."""
    rows: list[tuple[str, str, str, bool | None]] = []
    for company, seeds in ((small(), 12), (large(), 1)):
        for name, kept in sorted(together(company, seeds).items()):
            share = sum(kept) / len(kept)
            judge = not name.startswith("(") and len(kept) >= ENOUGH
            what = f"shown expectations kept, {company.name}, {name}"
            met = BAR[0] <= share <= BAR[1] if judge else None
            rows.append((what, f"{100 * share:.1f} % of {len(kept)}", "87 to 95 %", met))
    return rows


def together(company: Company, seeds: int) -> dict[str, list[bool]]:
    found: dict[str, list[bool]] = defaultdict(list)
    for seed in range(seeds):
        for name, kept in judged(company, seed).items():
            found[name] += kept
    return found


def main() -> None:
    for company, seeds in ((small(), 12), (large(), 1)):
        found = together(company, seeds)
        print(f"{company.name}: what was shown was kept")
        for name, kept in sorted(found.items()):
            print(f"  {name:<28} {100 * sum(kept) / len(kept):5.1f} % of {len(kept)}")


if __name__ == "__main__":
    main()
