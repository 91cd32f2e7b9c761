"""What a variant is: effect class, protein change and table columns."""
