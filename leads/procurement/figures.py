"""How a price per unit and a quantity are written: with as many decimals as they have."""

from decimal import Decimal

from django.utils.formats import number_format


def figure(value: Decimal | None, *, least: int = 0, grouped: bool = False) -> str:
    """0,035; 12,50 with `least` 2; 4.500 when grouped; nothing when there is none."""
    if value is None:
        return ""
    exponent = Decimal(value).normalize().as_tuple().exponent
    decimals = max(least, -exponent if isinstance(exponent, int) else 0)
    return str(number_format(value, decimals, use_l10n=True, force_grouping=grouped))


def price(value: Decimal | None) -> str:
    """€ 0,035; € 12; € 12,50."""
    if value is None:
        return ""
    is_round = value == value.to_integral_value()
    return f"€\u00a0{figure(value, least=0 if is_round else 2, grouped=True)}"
