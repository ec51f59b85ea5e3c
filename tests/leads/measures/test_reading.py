"""What holds today, tomorrow and before; in a region; and what an amount is made of."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from leads.measures import first_cards, reading
from leads.measures.reading import Question
from leads.models import MeasureValue, SupportMeasure
from leads.models.measures import Region, Status

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 28)
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


def card(day=TODAY, **asked):
    (found,) = reading.read(Question(**asked), day).cards
    return found


def known(name, day=TODAY, **asked):
    return next(one for one in card(day, **asked).parameters if one.parameter.name == name)


def amounts(values):
    return [value.low for value in values]


def test_a_value_holds_from_its_first_to_its_last_day(written):
    parameter = written.parameter("Bedrag")
    written.value(parameter, 100, valid_to=YESTERDAY)
    written.value(parameter, 110, valid_from=TODAY, valid_to=TODAY)
    written.value(parameter, 120, valid_from=TOMORROW)
    found = known("Bedrag")
    assert (amounts(found.former), amounts(found.holding), amounts(found.coming)) == (
        [100],
        [110],
        [120],
    )
    assert amounts(known("Bedrag", YESTERDAY).holding) == [100]
    later = known("Bedrag", TOMORROW)
    assert (amounts(later.former), amounts(later.holding)) == ([100, 110], [120])


def test_what_replaces_a_value_counts_from_its_own_day(written):
    parameter = written.parameter("Bedrag")
    first = written.value(parameter, 100)
    written.value(parameter, 110, replaces=first, valid_from=TOMORROW)
    assert (known("Bedrag").figure, known("Bedrag", TOMORROW).figure) == ((100, 100), (110, 110))
    assert amounts(known("Bedrag", TOMORROW).former) == [100]
    assert list(MeasureValue.objects.values_list("low", flat=True)) == [100, 110]


def test_a_correction_without_a_day_counts_at_once(written):
    parameter = written.parameter("Bedrag")
    first = written.value(parameter, 100, valid_from=date(2020, 1, 1))
    written.value(parameter, 110, replaces=first)
    assert known("Bedrag").figure == (110, 110)


def test_a_region_has_its_own_values(written):
    parameter = written.parameter("Bedrag", role="bedrag")
    written.value(parameter, 100, region=Region.FLANDERS)
    written.value(parameter, 200, region=Region.BRUSSELS)
    SupportMeasure.objects.update(region=Region.BELGIUM)
    assert known("Bedrag", region="vlaanderen").figure == (100, 100)
    assert known("Bedrag", region="brussel").figure == (200, 200)
    assert known("Bedrag", region="wallonie").figure is None
    assert known("Bedrag").differs_by_region
    assert card().estimate.why_not == "“Bedrag” verschilt per gewest. Kies eerst uw gewest."
    assert card(region="brussel").estimate.low == 200


def test_a_measure_of_elsewhere_says_so(written):
    assert card(region="brussel").misfits == ["Geldt in Vlaanderen."]
    assert card(region="vlaanderen").misfits == []
    SupportMeasure.objects.update(region_of="woonplaats")
    assert card(region="brussel").misfits == []


def test_a_measure_for_others_says_for_whom(written):
    SupportMeasure.objects.update(employers="overheid", valid_from=TOMORROW)
    assert card(employer="privaat", group="stage").misfits == [
        "Begint pas op 29 november 2026.",
        "Gaat over aanwerving.",
        "Is er voor: overheid.",
    ]
    SupportMeasure.objects.update(valid_from=None, valid_to=YESTERDAY)
    assert card().is_over


def test_sources_that_differ_give_no_amount(written):
    parameter = written.parameter("Bedrag", role="bedrag")
    written.value(parameter, 100)
    written.value(parameter, 120, source="Andere VOORBEELD-krant")
    found = known("Bedrag")
    assert (found.differs, found.figure, len(found.holding)) == (True, None, 2)
    assert card().estimate.why_not == "over “Bedrag” spreken de bronnen elkaar tegen."
    assert card().estimate.low is None


def test_sources_that_agree_do_not_differ(written):
    parameter = written.parameter("Bedrag")
    written.value(parameter, 100)
    written.value(parameter, "100.00", source="Andere VOORBEELD-krant")
    assert known("Bedrag").figure == (100, 100)


@pytest.mark.parametrize("which", ["no row", "empty", "in words"])
def test_what_is_not_known_gives_no_amount(written, which):
    written.value(written.parameter("Bedrag", role="bedrag"), 100)
    times = written.parameter("Keren", role="keer")
    if which == "empty":
        written.value(times, source="", read_on=None)
    if which == "in words":
        written.value(times, words="zo vaak als nodig")
    assert card().estimate.why_not == "“Keren” is niet bekend."
    assert (card().estimate.low, card().estimate.factors) == (None, [])


def test_a_value_of_before_gives_no_amount(written):
    written.value(written.parameter("Bedrag", role="bedrag"), 100, status=Status.HISTORIC)
    assert card().estimate.why_not == "van “Bedrag” kennen we alleen een vroegere waarde."


def test_an_amount_is_made_of_factors(written):
    written.value(written.parameter("Bedrag", role="bedrag", unit="euro per kwartaal"), 100, 150)
    written.value(written.parameter("Keren", role="keer", unit="kwartalen"), 4)
    estimate = card().estimate
    assert (estimate.low, estimate.high) == (400, 600)
    assert [(one.name, one.low, one.high) for one in estimate.factors] == [
        ("Bedrag", 100, 150),
        ("Keren", 4, 4),
    ]
    assert estimate.is_unverified


def test_a_percentage_is_of_a_wage_up_to_a_limit(written):
    written.value(written.parameter("Premie", role="procent", unit="%"), 20, 75)
    assert "brutoloon" in card().estimate.why_not
    assert (card(wage=Decimal(3000)).estimate.low, card(wage=Decimal(3000)).estimate.high) == (
        600,
        2250,
    )
    cap = written.parameter("Grens", role="grens")
    assert card(wage=Decimal(3000)).estimate.why_not == "“Grens” is niet bekend."
    written.value(cap, 2000)
    assert (card(wage=Decimal(3000)).estimate.low, card(wage=Decimal(3000)).estimate.high) == (
        400,
        1500,
    )


def test_rounding_never_narrows_the_range(written):
    written.value(written.parameter("Premie", role="procent", unit="%"), "33.33", "66.66")
    estimate = card(wage=Decimal("1000.50")).estimate
    assert (estimate.low, estimate.high) == (333, 667)


def test_a_date_to_look_again_passes(written):
    written.value(written.parameter("Bedrag", role="bedrag"), 100, check_by=TODAY)
    assert card().estimate.is_past_check
    assert not card(YESTERDAY).estimate.is_past_check


def test_three_queries_whatever_there_is(written, django_assert_num_queries):
    first_cards.lay()
    for name in ("Bedrag", "Nog een", "Derde"):
        written.value(written.parameter(name), 1)
    with django_assert_num_queries(3):
        for found in reading.read(Question()).cards:
            assert found.estimate is None or found.estimate.why_not or found.estimate.factors


def test_the_first_cards_carry_their_source_and_none_is_verified(db):
    assert first_cards.lay() == len(first_cards.CARDS)
    assert first_cards.lay() == 0
    for row in [*SupportMeasure.objects.all(), *MeasureValue.objects.all()]:
        assert row.status != Status.VERIFIED
        assert row.read_on
        if not isinstance(row, MeasureValue) or row.is_known:
            assert row.source
        row.full_clean()


def test_the_first_cards_say_what_is_not_known(db):
    first_cards.lay()
    found = {one.measure.code: one for one in reading.read(Question(wage=Decimal(3000))).cards}
    assert found["imw"].estimate.why_not == "“Hoogste loon dat meetelt” is niet bekend."
    assert (found["rsz-zonder-werkervaring"].estimate.low, found["imw"].estimate.low) == (
        4000,
        None,
    )
    differing = {
        (code, one.parameter.name)
        for code, card in found.items()
        for one in card.parameters
        if one.differs
    }
    assert differing == {
        ("imw", "Na hoeveel kwartalen het percentage verandert"),
        ("rsz-zittende-ouderen", "Loopt"),
        ("ibo", "Duur"),
    }
    unknown = {
        (code, one.parameter.name)
        for code, card in found.items()
        for one in card.parameters
        if one.holding and not one.is_known
    }
    assert unknown == {("bis", "GGMMI"), ("cmw", "Begeleidingspremie")}
    over = {code for code, card in found.items() if card.is_over}
    assert over == {
        "rsz-leerlingen",
        "rsz-ouderen-en-jongeren",
        "aanwervingsincentive",
        "activa-vlaanderen",
    }
