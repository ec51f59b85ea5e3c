"""Whether a difference between two versions may be chance: an exact binomial test.

If both versions were as good, each registration came from a receiver of the one or of the other
with a chance that follows from how many got which. So of `k` registrations the number from the
first is binomial, and the test adds up the chances of every outcome that is no likelier than the
one seen (two-sided; Przyborowski and Wilenski's conditional test). It counts registrations and not
people, for one receiver may register more than once.

It assumes that registrations come independently of each other and that who got which version was
drawn by lot. Colleagues who register together, or a mail that is passed on, make a difference look
surer than it is. It looks once, at a moment chosen beforehand.
"""

from fractions import Fraction
from math import gcd

UNLIKELY = Fraction(1, 20)


def of(first: int, second: int, got_first: int, got_second: int) -> Fraction:
    """How often a difference like this comes up, or a larger one, when nothing differs.

    first, second: what each version brought; got_*: how many people got it.
    """
    total = first + second
    # In whole numbers, so that outcomes that are as likely compare as equal.
    shared = gcd(got_first, got_second) or 1
    share_first, share_second = got_first // shared, got_second // shared
    ways = [share_second**total]
    for n in range(total):
        ways.append(ways[-1] * (total - n) * share_first // ((n + 1) * share_second))
    return Fraction(sum(way for way in ways if way <= ways[first]), sum(ways))


def can_tell(total: int, got_first: int, got_second: int) -> bool:
    """Whether so many could ever show a difference: when all of them came from one version."""
    if not got_first or not got_second:
        return False
    most = (of(total, 0, got_first, got_second), of(0, total, got_first, got_second))
    return min(most) < UNLIKELY


def sentence(chance: Fraction) -> str:
    times = round(100 * chance)
    often = f"in {times} van de 100" if times else "in minder dan 1 van de 100"
    said = "Het kan dus toeval zijn." if chance >= UNLIKELY else "Het is dus wellicht geen toeval."
    return f"Waren beide versies even goed, dan zag je {often} proeven zo’n verschil. {said}"
