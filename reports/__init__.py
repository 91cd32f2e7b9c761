"""Reports for people: the model of a report and its templates."""
