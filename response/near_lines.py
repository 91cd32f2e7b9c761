"""The profiles of a screen that are most like a tumour, with what both have."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from response.answer import NearLine
from response.measured_responses import MeasuredResponses
from response.screen import Screen
from response.screen_feature import MSI
from response.tumour_features import FeatureIndex, TumourFeatures

Matrix = NDArray[np.float64]

NEAREST = 5


class NearLines:
    """Finds them.

    Parameters
    ----------
    screen : Screen
    positions : ndarray of shape (n_compared,)
        Positions of the profiles that tumours are compared with.
    index : FeatureIndex
    measured : MeasuredResponses
    """

    def __init__(
        self,
        screen: Screen,
        positions: NDArray[np.intp],
        index: FeatureIndex,
        measured: MeasuredResponses,
    ) -> None:
        screen = screen.aligned()
        self.positions = positions
        self.measured = measured
        self._index = index
        self._ids = screen.responses.index.astype(str).to_numpy()
        self._names = screen.names.astype(str).to_numpy()
        self._tissues = screen.tissues.to_numpy(dtype=str)
        columns = list(index.features)
        self._columns = np.array(columns, dtype=str)
        self._altered = screen.features[columns].to_numpy(dtype=np.float64) == 1.0

    def near(self, tumour: TumourFeatures, similarity: Matrix) -> "Near":
        """Order the profiles by similarity (0 to 1) of shape (n_compared,) to a tumour."""
        order = np.argsort(-similarity, kind="stable")
        return Near(self, tumour, similarity[order], self.positions[order])

    def line(self, position: int, similarity: float, tumour: TumourFeatures) -> NearLine:
        """Describe a profile beside a tumour."""
        return NearLine(
            str(self._ids[position]),
            str(self._names[position]),
            str(self._tissues[position]),
            float(similarity),
            self._shared(position, tumour),
        )

    def _shared(self, position: int, tumour: TumourFeatures) -> tuple[str, ...]:
        shared = []
        if tumour.tissue and tumour.tissue == self._tissues[position]:
            shared.append(f"tissue {tumour.tissue}")
        mutations = tumour.fusions if tumour.mutations is None else tumour.mutations
        present = np.concatenate(
            [
                np.zeros(len(columns)) if values is None else values
                for columns, values in (
                    (self._index.columns.mutations, mutations),
                    (self._index.columns.copy_number, tumour.copy_number),
                )
            ]
        )
        if tumour.microsatellite_instability:
            present[self._columns == MSI] = 1.0
        both = (present == 1.0) & self._altered[position]
        shared += [self._index.features[name].shown_name for name in self._columns[both]]
        return tuple(shared)


@dataclass(frozen=True, eq=False)
class Near:
    """Profiles by similarity to a tumour, most alike first."""

    lines: NearLines
    tumour: TumourFeatures
    similarity: Matrix
    positions: NDArray[np.intp]

    def nearest(self, drug: int | None = None, most: int = NEAREST) -> tuple[NearLine, ...]:
        """Return the nearest profiles; with a drug, those that it was measured on."""
        found = []
        for position, similarity in zip(self.positions, self.similarity, strict=True):
            line = self.lines.line(int(position), float(similarity), self.tumour)
            if drug is not None:
                response = self.lines.measured.responses[position, drug]
                if not np.isfinite(response):
                    continue
                percentile = self.lines.measured.percentiles(drug, np.array([response])).item()
                line = NearLine(
                    line.profile_id,
                    line.name,
                    line.tissue,
                    line.similarity,
                    line.shared,
                    percentile,
                )
            found.append(line)
            if len(found) == most:
                break
        return tuple(found)
