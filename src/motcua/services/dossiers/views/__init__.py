"""Pages of the dossier, by front office."""
