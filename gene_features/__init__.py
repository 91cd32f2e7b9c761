"""Gene and variation to features: one-hot, parsed variation, annotations."""
