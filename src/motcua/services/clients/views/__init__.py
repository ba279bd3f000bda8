"""Pages of connected programs."""
