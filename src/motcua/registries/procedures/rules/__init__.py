"""Pure rules of the catalogue: reading records, limits, fees, merging, adopting, missing parts, search."""
