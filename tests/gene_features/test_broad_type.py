"""Every type belongs to one broad type, or is listed here as belonging to none."""

import pandas as pd

from gene_features.broad_type import BROAD_TYPES, OTHER, broad_types
from gene_features.variation_columns import UNPARSED
from variants.variation_type import VariationType

OF_NO_BROAD_TYPE = {
    VariationType.EXTENSION,
    VariationType.NO_PROTEIN,
    VariationType.UNKNOWN_EFFECT,
    VariationType.INTRON_EVENT,
    VariationType.UNTRANSLATED_REGION,
    VariationType.DOMAIN_EVENT,
    VariationType.PROMOTER,
    VariationType.MODIFICATION,
    VariationType.LOCALISATION,
    VariationType.WILD_TYPE,
    VariationType.POLYMORPHISM,
    VariationType.NUCLEOTIDE_CHANGE,
    VariationType.ANY_MUTATION,
    VariationType.COMBINATION,
}


def test_every_type_has_a_broad_type_or_is_listed_as_other():
    types = list(VariationType)
    found = broad_types(pd.Series([kind.value for kind in types]))
    assert {kind for kind, broad in zip(types, found, strict=True) if broad == OTHER} == (
        OF_NO_BROAD_TYPE
    )


def test_no_type_is_of_two_broad_types():
    listed = [kind for kinds in BROAD_TYPES.values() for kind in kinds]
    assert len(listed) == len(set(listed)) == len(VariationType) - len(OF_NO_BROAD_TYPE)
    assert OTHER not in BROAD_TYPES


def test_what_is_no_type_is_other_and_the_index_is_kept():
    found = broad_types(pd.Series(["fusion", UNPARSED, "", None], index=[4, 4, 1, 0]))
    assert found.tolist() == ["fusion", OTHER, OTHER, OTHER]
    assert found.index.tolist() == [4, 4, 1, 0]
    assert broad_types(pd.Series([], dtype="str")).tolist() == []
