"""The store of texts and its search."""
