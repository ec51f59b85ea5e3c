"""What people write of a firm, and what we keep of it."""

import pytest

from leads.employers import facts


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("12", "10-49"),
        ("1", "1-9"),
        ("1.200", "250+"),
        ("12,5 VTE", "10-49"),
        ("10-49", "10-49"),
        ("50 – 249 mensen", "50-249"),
        ("van 5 tot 9", "1-9"),
        ("minder dan 10", "1-9"),
        ("<50", None),
        (">= 250", "250+"),
        ("250+", "250+"),
        ("250 of meer", "250+"),
        ("meer dan 249", "250+"),
        ("200-499", None),
        ("0", None),
        ("Klein", "10-49"),
        ("Middelgroot", "50-249"),
        ("kmo", None),
        ("", None),
        ("²", None),
        ("9" * 400, "250+"),
    ],
)
def test_a_size(text, kept):
    assert facts.size(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("200", "200"),
        ("PC 327.01", "327.01"),
        ("P.C. 102.1", "102.10"),
        ("32701", "327.01"),
        ("200.00", "200"),
        ("paritair subcomité nr. 149,04", "149.04"),
        ("200 - Aanvullend paritair comité voor de bedienden", "200"),
        ("12", None),
        ("bedienden", None),
        ("²00", None),
    ],
)
def test_a_joint_committee(text, kept):
    assert facts.committee(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("47.110", "47110"),
        ("47.11.0", "47110"),
        ("47", "47"),
        ("10711 - Vervaardiging van brood", "10711"),
        ("NACE-BEL 10.71", "1071"),
        ("1.110", None),
        ("00.100", None),
        ("471101", None),
        ("bakker", None),
    ],
)
def test_a_nace_code(text, kept):
    assert facts.nace_code(text) == kept
