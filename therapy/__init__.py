"""The evidence base and the matching of therapies to variants."""
