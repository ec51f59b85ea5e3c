"""Lay the virtual environment, the locked dependencies and the browser assets. Repeatable.

This file alone must be readable by an old Python, which it only tells what is wrong.
"""

import os
import shutil
import sys

OLDEST, NEWEST = (3, 11), (3, 13)


def hand_over_to_a_newer_python():
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            os.execv(found, [found, "-m", "brand.setting_up", *sys.argv[1:]])
    major, minor = sys.version_info[:2]
    sys.exit(
        "Merkbaar needs Python 3.11, 3.12 or 3.13; "
        f"this is Python {major}.{minor} and no other was found."
    )


if not OLDEST <= sys.version_info[:2] <= NEWEST:
    hand_over_to_a_newer_python()

from brand.setting_up import assets, environment  # noqa: E402

with_tests = "--with-tests" in sys.argv[1:]
try:
    environment.lay(with_tests)
    assets.fetch(with_tests)
except environment.Missing as sentence:
    sys.exit(str(sentence))
