"""motcua, "một cửa": one door to the whole administration of a Vietnamese province."""
