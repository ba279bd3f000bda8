"""Forms of the dossier's pages: what may come in from a browser, cleaned and named in Vietnamese."""
