"""Pages of public figures."""
