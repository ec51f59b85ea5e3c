"""How a telephone number is written for people to read."""

import phonenumbers


def phone_words(number: str) -> str:
    """+32470123456 as people here write it: 0470 12 34 56."""
    try:
        parsed = phonenumbers.parse(number, "BE")
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_possible_number(parsed):
        return number
    style = phonenumbers.PhoneNumberFormat
    here = parsed.country_code == 32
    return phonenumbers.format_number(parsed, style.NATIONAL if here else style.INTERNATIONAL)
