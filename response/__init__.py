"""Which drugs a tumour profile is likely to respond to, learnt from drug screens."""
