"""The classifier and what compares runs: splits, scores, baselines, tracking."""
