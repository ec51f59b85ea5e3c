"""No number below five is told, nor can it be worked out from those that are."""

import itertools
import random
from fractions import Fraction

import pytest

from brand.privacy.suppression import Cell, withheld


def tables(groups: list[tuple[dict, int]]) -> tuple[list[Cell], int]:
    """Cells of every table, from groups with the row they belong to in each table."""
    cells = []
    for name in groups[0][0]:
        for label in dict.fromkeys(where[name] for where, _ in groups):
            of = frozenset(at for at, (where, _) in enumerate(groups) if where[name] == label)
            cells.append(Cell(name, label, of, sum(groups[at][1] for at in of)))
    return cells, sum(value for _, value in groups)


def hidden(*groups) -> set[tuple[str, str]]:
    cells, total = tables(list(groups))
    return {(cell.table, cell.label) for cell in withheld(cells, total)}


def per(partner: str, number: int):
    return {"partner": partner}, number


def test_large_numbers_are_told():
    assert hidden(per("a", 5), per("b", 9)) == set()


def test_one_small_number_takes_the_next_one_along():
    assert hidden(per("a", 3), per("b", 9), per("c", 20)) == {("partner", "a"), ("partner", "b")}


def test_two_that_are_together_below_five_take_another_along():
    assert hidden(per("a", 1), per("b", 2), per("c", 20), per("d", 30)) == {
        ("partner", "a"),
        ("partner", "b"),
        ("partner", "c"),
    }


@pytest.mark.parametrize("numbers", [(4, 4), (1, 1, 1, 1, 1)])
def test_a_sum_that_leaves_one_possibility_takes_another_along(numbers):
    groups = [per(f"k{at}", number) for at, number in enumerate(numbers)]
    found = hidden(*groups, per("groot", 20), per("groter", 40))
    assert found == {("partner", f"k{at}") for at in range(len(numbers))} | {("partner", "groot")}


def test_a_total_below_five_tells_nothing():
    assert hidden(per("a", 1), per("b", 2)) == {("partner", "a"), ("partner", "b")}


def place(province: str, town: str, number: int):
    return {"province": province, "municipality": town}, number


def test_a_small_town_is_not_its_province_less_the_others():
    found = hidden(
        place("Limburg", "Genk", 3),
        place("Limburg", "Hasselt", 12),
        place("Limburg", "Lommel", 30),
        place("Antwerpen", "Mechelen", 40),
    )
    assert found == {("municipality", "Genk"), ("municipality", "Hasselt")}


def test_the_only_town_of_a_province_takes_the_province_along():
    found = hidden(
        place("Limburg", "Genk", 3),
        place("Antwerpen", "Mechelen", 40),
        place("Brussel", "Brussel", 50),
    )
    assert found == {
        ("province", "Limburg"),
        ("municipality", "Genk"),
        ("province", "Antwerpen"),
        ("municipality", "Mechelen"),
    }


def stop(partner: str, town: str, name: str, number: int):
    return {"partner": partner, "municipality": town, "stop": name}, number


def test_across_tables_too():
    """Genk is A and C: with C told, A would be Genk less C."""
    groups = [stop("p", "Genk", "A", 3), stop("q", "Gent", "B", 6), stop("q", "Genk", "C", 10)]
    groups.append(stop("p", "Gent", "D", 30))
    assert_nothing_follows(groups)


@pytest.mark.parametrize("seed", range(60))
def test_nothing_follows_whatever_the_numbers(seed):
    dice = random.Random(seed)
    groups = [
        stop(
            dice.choice("pqrs"),
            town := dice.choice(["Genk", "Gent", "Aalst", "Brugge"]),
            f"{town} {at}",
            dice.choice([1, 2, 3, 4, 5, 6, 9, 14, 30]),
        )
        for at in range(dice.randint(2, 9))
    ]
    assert_nothing_follows(groups)


def assert_nothing_follows(groups) -> None:
    """Checked in another way: by elimination over fractions."""
    cells, total = tables(groups)
    gone = withheld(cells, total)
    if total < 5:
        assert gone == set(cells)
        return
    everything = frozenset(range(len(groups)))
    # A table of which nothing is told is left out, so nobody knows its rows.
    named = {cell.table for cell in cells} - {
        name
        for name in {cell.table for cell in cells}
        if all(cell in gone for cell in cells if cell.table == name)
    }
    told = [cell.of for cell in cells if cell not in gone] + [everything]
    assert [cell for cell in cells if cell not in gone and 0 < cell.value < 5] == []
    for cell in gone:
        if cell.table in named and cell.of != everything:
            assert not follows(cell.of, told), cell
    for parent in [*(cell for cell in cells if cell not in gone), Cell("", "", everything, total)]:
        for name in named - {parent.table}:
            rows = [cell for cell in cells if cell.table == name and cell.of <= parent.of]
            untold = [cell for cell in rows if cell in gone]
            whole = frozenset(itertools.chain(*(cell.of for cell in rows))) == parent.of
            if untold and whole:
                assert len(untold) > 1
                assert sum(cell.value for cell in untold) >= 5


def follows(of: frozenset, told: list[frozenset]) -> bool:
    size = 1 + max(itertools.chain(of, *told))
    matrix = [[Fraction(at in row) for at in range(size)] for row in told]
    return rank(matrix) == rank([*matrix, [Fraction(at in of) for at in range(size)]])


def rank(matrix: list[list[Fraction]]) -> int:
    rows, found = [list(row) for row in matrix], 0
    for column in range(len(rows[0])):
        pivot = next((row for row in rows[found:] if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(found, pivot)
        for at in range(found + 1, len(rows)):
            times = rows[at][column] / pivot[column]
            rows[at] = [one - times * other for one, other in zip(rows[at], pivot, strict=True)]
        found += 1
    return found
