"""How long people wait when some still do: the Kaplan-Meier estimate. Pure.

E. L. Kaplan and P. Meier, "Nonparametric Estimation from Incomplete Observations", Journal of
the American Statistical Association 53 (1958), 457-481: at each moment at which somebody was
answered, the share that still waits is multiplied by (1 - answered / at risk). Who still waits
leaves those at risk after the answers of the same moment, without counting as answered. The
quantile is the first moment at which the share that still waits is at most 1 - p; where the
curve ends above that, nobody knows it yet, and nothing is said.
"""

from collections.abc import Sequence

MEDIAN, MOST = 0.5, 0.9
EXACT = 1e-9  # shares are products of fractions


def quantiles(
    answered: Sequence[float], waiting: Sequence[float], shares: Sequence[float] = (MEDIAN, MOST)
) -> list[float | None]:
    """The minutes within which each of these rising shares was answered; None: not yet known.

    `answered`: minutes until the reply; `waiting`: minutes that the others have waited so far.
    Both in any order: each is sorted alone, since sorting plain numbers is quickest.
    """
    found: list[float | None] = [None] * len(shares)
    told, left = sorted(answered), sorted(waiting)
    share, position, gone = 1.0, 0, 0
    for place, minutes in enumerate(told):
        while gone < len(left) and left[gone] < minutes:
            gone += 1
        at_risk = len(told) - place + len(left) - gone
        share *= 1 - 1 / at_risk
        while position < len(shares) and share <= 1 - shares[position] + EXACT:
            found[position] = minutes
            position += 1
        if position == len(shares):
            break
    return found
