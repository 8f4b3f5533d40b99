"""What must hold of one indicator, and the codes still free."""

from __future__ import annotations

import pytest

from tasks.rules.indicators import Misfit, misfits, next_codes


@pytest.mark.parametrize(
    ("nature", "agencies", "periods", "found"),
    [
        ("flow", "sum", "sum", {}),
        ("stock", "average", "latest", {}),
        ("ratio", "ratio", "ratio", {}),
        ("stock", "sum", "sum", {"across_periods": Misfit.STOCK}),
        ("flow", "ratio", "sum", {"across_agencies": Misfit.RATIO}),
        ("ratio", "sum", "latest", {"across_agencies": Misfit.RATIO, "across_periods": Misfit.RATIO}),
    ],
)
def test_how_it_adds_up_fits_its_nature(
    nature: str, agencies: str, periods: str, found: dict[str, Misfit]
) -> None:
    assert misfits(nature=nature, across_agencies=agencies, across_periods=periods) == found


def test_each_series_of_codes_goes_on_where_it_ended() -> None:
    codes = ["HIV-09", "HIV-02", "DRG-99", "II.2-01-5", "A", "2022", "FIN-00"]
    assert next_codes(codes) == ["HIV-10", "DRG-100", "II.2-01-6", "FIN-01"]
