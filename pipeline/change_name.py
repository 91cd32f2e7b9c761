"""The one spelling of a protein change by which rows of other people's tables find variants."""

from variants.variation_grammar import VariationError, parse_variation


def change_name(variation: str) -> str:
    """Return the canonical name, or the text itself, stripped, where the grammar has none.

    Examples
    --------
    >>> change_name("p.Val600Glu"), change_name("p.(Glu746_Ala750del)"), change_name(" none ")
    ('V600E', 'E746_A750del', 'none')
    """
    try:
        return parse_variation(variation).name
    except VariationError:
        return variation.strip()
