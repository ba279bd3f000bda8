"""Pages of the counters, by office."""
