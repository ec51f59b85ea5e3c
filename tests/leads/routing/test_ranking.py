"""Who is proposed, in which order and with which sentence; without a database."""

from collections import Counter
from dataclasses import replace

import pytest

from leads.routing.ranking import Candidate, Need, Place, rank

GREEN, PACKING = 1, 2
GENK = Place(10, "Genk", "limburg", "Limburg", (50.97, 5.50))
GENT = Place(20, "Gent", "oost-vlaanderen", "Oost-Vlaanderen", (51.05, 3.73))
NEED = Need(GREEN, "Groenonderhoud", GENK)
DOES = Candidate(1, "Een", activities=frozenset({GREEN}), provinces=frozenset({"limburg"}))


def names(proposals):
    return [proposal.partner.name for proposal in proposals]


def only(partner, need=NEED):
    (proposal,) = rank(need, [partner])
    return proposal.fits, proposal.sentence


FITS = [
    (
        DOES,
        "Doet groenonderhoud, werkt in Limburg en kreeg de voorbije 30 dagen nog geen dossier van"
        " een andere partner.",
    ),
    (
        replace(DOES, municipalities=frozenset({10}), base=(50.93, 5.34), received=1),
        "Doet groenonderhoud, werkt in Genk, ligt op 12 km en kreeg de voorbije 30 dagen 1 dossier"
        " van andere partners.",
    ),
    (
        replace(DOES, capacity=2, received=2, taken=3),
        "Doet groenonderhoud, werkt in Limburg en kreeg de voorbije 30 dagen 2 dossiers van andere"
        " partners, maar heeft nu geen plaats meer.",
    ),
]


@pytest.mark.parametrize(("partner", "sentence"), FITS)
def test_why_somebody_is_proposed(partner, sentence):
    assert only(partner) == (True, sentence)


DOES_NOT = [
    ({"activities": frozenset({PACKING})}, "Doet geen groenonderhoud."),
    ({"activities": frozenset()}, "Gaf nog niet op welk werk het doet."),
    ({"provinces": frozenset({"antwerpen"})}, "Werkt niet in Genk."),
    ({"provinces": frozenset()}, "Gaf nog geen streek op."),
    (
        {"activities": frozenset({PACKING}), "municipalities": frozenset({20}), "provinces": ()},
        "Doet geen groenonderhoud en werkt niet in Genk.",
    ),
    ({"answered_no": "zei al nee voor dit dossier"}, "Zei al nee voor dit dossier."),
]


@pytest.mark.parametrize(("changed", "sentence"), DOES_NOT)
def test_why_somebody_is_not(changed, sentence):
    assert only(replace(DOES, **changed)) == (False, sentence)


def test_what_is_not_known_yet_rules_nobody_out():
    nobody = Candidate(9, "Nieuw")
    assert only(nobody, Need()) == (
        True,
        "Kreeg de voorbije 30 dagen nog geen dossier van een andere partner.",
    )


def test_a_province_holds_its_municipalities_and_a_municipality_only_itself():
    town = replace(DOES, provinces=frozenset(), municipalities=frozenset({10}))
    assert [only(one)[0] for one in (DOES, town)] == [True, True]
    hasselt = Place(11, "Hasselt", "limburg", "Limburg", (50.93, 5.34))
    there = Need(GREEN, "Groenonderhoud", hasselt)
    assert [only(one, there)[0] for one in (DOES, town)] == [True, False]


def test_the_order():
    """Room, then whose turn it is, then who is near, then the name."""
    ranked = [
        replace(DOES, name="dichtbij", base=(50.97, 5.51)),
        replace(DOES, name="verder", base=(51.2, 5.3)),
        replace(DOES, name="a, plaats onbekend"),
        replace(DOES, name="b, plaats onbekend"),
        replace(DOES, name="kreeg er een", received=1, taken=1, base=(50.97, 5.50)),
        replace(DOES, name="kreeg er een, kan er weinig aan", received=1, capacity=3),
        replace(DOES, name="vol", capacity=1, taken=1, received=0),
        replace(DOES, name="wil er geen", capacity=0),
        replace(DOES, name="past niet", activities=frozenset()),
    ]
    assert names(rank(NEED, reversed(ranked))) == [one.name for one in ranked]


class TestAThousandLeadsToFortyPartners:
    """Five provinces, four kinds of work; half of the partners name their municipalities."""

    PROVINCES = ("antwerpen", "limburg", "oost-vlaanderen", "vlaams-brabant", "west-vlaanderen")
    WORK = ("Groenonderhoud", "Verpakking", "Montage", "Poetsen")
    TOWNS = 10  # in each province

    def town(self, province, number):
        where = self.PROVINCES.index(province)
        point = (50.8 + number / 50, 3.0 + where / 2)
        name = f"Gemeente {number} in {province}"
        return Place(where * 100 + number, name, province, province.title(), point)

    def partners(self):
        """Eight in each province; each does two kinds of work."""
        found = {}
        for number in range(40):
            province = self.PROVINCES[number % 5]
            turn = number // 5
            towns = [self.town(province, town).pk for town in range(self.TOWNS)]
            found[number] = Candidate(
                pk=number,
                name=f"Partner {number}",
                activities=frozenset({turn % 4, (turn + 1) % 4}),
                provinces=frozenset({province} if turn < 4 else ()),
                municipalities=frozenset(() if turn < 4 else towns),
                base=self.town(province, turn).point if turn % 3 else None,
                capacity=25,
            )
        return found

    def leads(self):
        for number in range(1000):
            province = self.PROVINCES[number % 5]
            work = (number // 5) % 4
            town = self.town(province, (number * number) % self.TOWNS)
            yield Need(work, self.WORK[work], town)

    def give(self, partners):
        given = []
        for need in self.leads():
            best = rank(need, partners.values())[0]
            given.append((need, best))
            partner = partners[best.partner.pk]
            partners[partner.pk] = replace(
                partner, received=partner.received + 1, taken=partner.taken + 1
            )
        return given

    def test_each_goes_to_who_can_with_its_sentence(self):
        for need, best in self.give(self.partners()):
            partner = best.partner
            assert best.fits
            assert need.activity in partner.activities
            assert (
                need.place.pk in partner.municipalities or need.place.province in partner.provinces
            )
            assert f"Doet {need.activity_name.lower()}, werkt in " in best.sentence
            assert best.sentence.count(".") == 1

    def test_partners_of_equal_capacity_get_as_many(self):
        got = Counter(best.partner.pk for _, best in self.give(self.partners()))
        print(f"1000 leads, 40 partners: {min(got.values())} to {max(got.values())} each")
        assert len(got) == 40
        assert max(got.values()) - min(got.values()) <= 0.1 * 1000 / 40

    def test_who_can_take_twice_as_many_gets_twice_as_many(self):
        partners = self.partners()
        for number in range(20):
            partners[number] = replace(partners[number], capacity=50)
        got = Counter(best.partner.pk for _, best in self.give(partners))
        small, large = (sum(got[pk] for pk in pks) for pks in (range(20, 40), range(20)))
        assert large / small == pytest.approx(2, rel=0.1)

    def test_the_same_again(self):
        first, second = (
            [best.partner.pk for _, best in self.give(self.partners())] for _ in range(2)
        )
        assert first == second
