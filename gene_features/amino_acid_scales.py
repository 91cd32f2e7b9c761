"""Property scales and substitution matrices of the twenty amino acids.

Rows and columns follow :data:`variants.amino_acids.AMINO_ACIDS`. Sources:

- hydropathy: Kyte and Doolittle, J Mol Biol 1982, doi:10.1016/0022-2836(82)90515-0, from Biopython;
- composition, polarity, volume and the distance made of them: Grantham, Science 1974,
  doi:10.1126/science.185.4154.862;
- charge at pH 7: pK of the side chains of Bjellqvist et al., Electrophoresis 1993,
  doi:10.1002/elps.11501401163, from Biopython;
- aromatic residues: Lobry and Gautier, Nucleic Acids Res 1994, doi:10.1093/nar/22.15.3174;
- BLOSUM62: Henikoff and Henikoff, PNAS 1992, doi:10.1073/pnas.89.22.10915, from Biopython.
"""

import numpy as np
import pandas as pd
from Bio.Align import substitution_matrices
from Bio.SeqUtils.IsoelectricPoint import negative_pKs, positive_pKs
from Bio.SeqUtils.ProtParamData import kd

from variants.amino_acids import AMINO_ACIDS

GRANTHAM_PROPERTIES = {
    "A": (0.00, 8.1, 31.0),
    "C": (2.75, 5.5, 55.0),
    "D": (1.38, 13.0, 54.0),
    "E": (0.92, 12.3, 83.0),
    "F": (0.00, 5.2, 132.0),
    "G": (0.74, 9.0, 3.0),
    "H": (0.58, 10.4, 96.0),
    "I": (0.00, 5.2, 111.0),
    "K": (0.33, 11.3, 119.0),
    "L": (0.00, 4.9, 111.0),
    "M": (0.00, 5.7, 105.0),
    "N": (1.33, 11.6, 56.0),
    "P": (0.39, 8.0, 32.5),
    "Q": (0.89, 10.5, 85.0),
    "R": (0.65, 10.5, 124.0),
    "S": (1.42, 9.2, 32.0),
    "T": (0.71, 8.6, 61.0),
    "V": (0.00, 5.9, 84.0),
    "W": (0.13, 5.4, 170.0),
    "Y": (0.20, 6.2, 136.0),
}
"""Composition, polarity and volume of each side chain: Grantham 1974, table 1.

Composition is the weight of the non-carbon atoms in end groups or rings over
that of the side chain's carbons.
"""

GRANTHAM_WEIGHTS = (1.833, 0.1018, 0.000399)
"""Weights of the squared differences in composition, polarity and volume: Grantham 1974."""

GRANTHAM_FACTOR = 50.723
"""Brings the mean of the 190 distances to 100: Grantham 1974, table 2."""

AROMATIC = "FWY"
"""Residues with an aromatic ring, as Lobry and Gautier count them: without histidine."""

PH = 7.0
"""Acidity at which the charge is given."""


def residue_scales() -> pd.DataFrame:
    """Properties of each residue.

    Returns
    -------
    DataFrame of shape (20, 6)
        ``hydropathy``, ``composition``, ``polarity``, ``volume``, ``charge``
        (elementary charges of the side chain at pH 7) and ``aromatic`` (0 or
        1), one row a residue.

    Examples
    --------
    >>> residue_scales().loc["K"].round(2).tolist()
    [-3.9, 0.33, 11.3, 119.0, 1.0, 0.0]
    """
    residues = list(AMINO_ACIDS)
    scales = pd.DataFrame.from_dict(
        GRANTHAM_PROPERTIES, orient="index", columns=["composition", "polarity", "volume"]
    ).loc[residues]
    scales.insert(0, "hydropathy", [kd[residue] for residue in residues])
    scales["charge"] = [_charge(residue) for residue in residues]
    scales["aromatic"] = [float(residue in AROMATIC) for residue in residues]
    return scales


def grantham_distances() -> pd.DataFrame:
    """Distance between any two residues, of shape (20, 20): 0 to 214.4, 100 on average.

    These are not rounded. The published table is in whole numbers up to 1.2
    away, but for aspartate and tryptophan: 181 there, 190.6 by its own formula.

    Examples
    --------
    >>> grantham_distances().loc["S", ["S", "R", "L"]].round(1).tolist()
    [0.0, 109.2, 144.1]
    """
    properties = np.array([GRANTHAM_PROPERTIES[residue] for residue in AMINO_ACIDS])
    squares = (properties[:, np.newaxis] - properties[np.newaxis]) ** 2
    distances = GRANTHAM_FACTOR * np.sqrt(squares @ np.array(GRANTHAM_WEIGHTS))
    return pd.DataFrame(distances, index=list(AMINO_ACIDS), columns=list(AMINO_ACIDS))


def blosum62() -> pd.DataFrame:
    """BLOSUM62 scores in half bits, of shape (20, 20): higher is seen more often.

    Examples
    --------
    >>> blosum62().loc["W", ["W", "G"]].tolist()
    [11.0, -2.0]
    """
    matrix = substitution_matrices.load("BLOSUM62")  # type: ignore[no-untyped-call]
    scores = [[float(matrix[one, other]) for other in AMINO_ACIDS] for one in AMINO_ACIDS]
    return pd.DataFrame(scores, index=list(AMINO_ACIDS), columns=list(AMINO_ACIDS))


def residue_codes(residues: pd.Series, alphabet: str = AMINO_ACIDS) -> np.ndarray:
    """Place of each one-letter code in the alphabet, -1 for anything else.

    Examples
    --------
    >>> residue_codes(pd.Series(["A", "Y", "", None, "*"])).tolist()
    [0, 19, -1, -1, -1]
    """
    places = {residue: place for place, residue in enumerate(alphabet)}
    codes = [places.get(residue, -1) for residue in residues]
    return np.array(codes, dtype=np.intp)


def _charge(residue: str) -> float:
    """Mean charge of the side chain, by the Henderson-Hasselbalch equation."""
    if residue in positive_pKs:
        return float(1 / (1 + 10 ** (PH - positive_pKs[residue])))
    if residue in negative_pKs:
        return float(-1 / (1 + 10 ** (negative_pKs[residue] - PH)))
    return 0.0
