"""The questions on a sheet of paper, as the page asks them."""

from stories.consent import wording
from stories.consent.forms import PICTOGRAMS, YEARS
from stories.models import Consent, PortrayedPerson


def questions(person: PortrayedPerson, words: dict) -> dict:
    """Lines with a box before them; a name is written exactly as it would stand."""
    return {
        "version": wording.version(),
        "channels": [
            (PICTOGRAMS[one], words[name], words[f"{name}_who"])
            for one in Consent.Channel
            if (name := one.value.replace("-", "_"))
        ],
        "levels": [
            (words[one.value], Consent(person=person, name_level=one).shown_name)
            for one in Consent.NameLevel
        ],
        "years": [words[f"year_{one}"] for one in YEARS],
    }
