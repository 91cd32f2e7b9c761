"""In-silico annotations of a laboratory's variants as the columns that a model learnt."""

from collections.abc import Mapping, Sequence

import pandas as pd

from gene_features.vep_annotations import annotation_columns
from gene_features.vep_csq import CsqFormat, TranscriptConsequence
from intake.lab_row import LabVariant


def lab_annotations(variants: Sequence[LabVariant], learnt: Mapping[str, str]) -> pd.DataFrame:
    """Return the annotation columns that a model learnt and that these variants carry.

    What is a number and what is text is as the model learnt it, so that what is said of a variant
    does not depend on the others. What is no number in a column of numbers counts as missing.

    Parameters
    ----------
    variants : sequence of LabVariant
    learnt : mapping of str
        ``double`` or ``string`` by column name.

    Returns
    -------
    DataFrame of shape (n_variants, n_columns)
        Without columns where the model learnt none of them.
    """
    index = pd.RangeIndex(len(variants))
    given = [dict(variant.annotations) for variant in variants] if learnt else []
    fields = tuple(dict.fromkeys(name for one in given for name in one))
    if not fields:
        return pd.DataFrame(index=index)
    entries = [
        TranscriptConsequence(
            "", variant.gene, "", "", (True, True, True, 0), tuple(one.get(f, "") for f in fields)
        )
        for variant, one in zip(variants, given, strict=True)
    ]
    numbers = {name for name, kind in learnt.items() if kind == "double"}
    table = annotation_columns(entries, CsqFormat("", fields), numbers=numbers).table
    known = table[[name for name in table.columns if name in learnt]]
    return known.astype({name: object for name in known.columns if name not in numbers})
