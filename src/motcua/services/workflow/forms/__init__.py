"""Input of the console's process pages."""
