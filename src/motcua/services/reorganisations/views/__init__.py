"""Pages of reorganisations, for provincial administrators."""
