"""Small models that tests score."""

from response.screen import DRUG, PROFILE


class DrugMean:
    """Predicts a drug's mean, the mean of all for an unseen one."""

    def __init__(self, screen, seed):
        self.tissues = screen.tissues

    def fit(self, pairs, y):
        self.overall_ = y.mean()
        self.means_ = pairs.assign(y=y).groupby(DRUG)["y"].mean()
        return self

    def predict(self, pairs):
        return pairs[DRUG].map(self.means_).fillna(self.overall_).to_numpy()


class DrugMeanPlus(DrugMean):
    """Adds the mean of what is left, by tissue."""

    def fit(self, pairs, y):
        super().fit(pairs, y)
        left = y - super().predict(pairs)
        self.shifts_ = (
            pairs.assign(left=left).groupby(pairs[PROFILE].map(self.tissues))["left"].mean()
        )
        return self

    def predict(self, pairs):
        shifts = pairs[PROFILE].map(self.tissues).map(self.shifts_).fillna(0)
        return super().predict(pairs) + shifts.to_numpy()
