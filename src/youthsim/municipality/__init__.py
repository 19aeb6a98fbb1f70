"""The chain of one's own municipality: from a handful of figures to a scenario."""
