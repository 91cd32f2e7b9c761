import numpy as np
import pandas as pd
import pytest

from response.drug import ScreenedDrug
from response.substance_standing import percentiles_among, standing_of

DRUGS = {
    "1": ScreenedDrug("1", "Afatinib"),
    "2": ScreenedDrug("2", "afatinib "),
    "3": ScreenedDrug("3", "Cisplatin"),
}
MEASURED = pd.DataFrame(
    {"1": [1.0, 2.0, 3.0, 4.0], "2": [4.0, np.nan, 2.0, 1.0], "3": [7.0, 7.0, 8.0, np.nan]},
    index=["a", "b", "c", "d"],
)


def test_a_percentile_is_the_share_of_lower_responses_with_equal_ones_counted_half():
    found = percentiles_among(MEASURED[["3"]], MEASURED)["3"]
    assert found[:3].tolist() == pytest.approx([100 / 3, 100 / 3, 500 / 6])
    assert np.isnan(found["d"])


def test_a_prediction_outside_what_was_measured_is_at_the_end():
    asked = pd.DataFrame({"1": [-9.0, 99.0]})
    assert percentiles_among(asked, MEASURED)["1"].tolist() == [0.0, 100.0]


def test_a_drug_that_was_never_measured_has_no_percentiles():
    nothing = pd.DataFrame({"1": [np.nan, np.nan]})
    assert percentiles_among(pd.DataFrame({"1": [0.0]}), nothing)["1"].isna().all()


def test_two_ids_of_one_substance_share_their_mean_and_one_place():
    standing = standing_of(MEASURED, MEASURED, DRUGS)
    assert standing.percentiles.columns.tolist() == ["afatinib", "cisplatin"]
    # 12.5 of four and 250 / 3 of three; where one was not measured, the other alone
    assert standing.percentiles.loc["a", "afatinib"] == pytest.approx((12.5 + 250 / 3) / 2)
    assert standing.percentiles.loc["b", "afatinib"] == 37.5
    assert standing.places.loc["b"].tolist() == [2.0, 1.0]
    assert standing.ranked.tolist() == [2, 2, 2, 1]
