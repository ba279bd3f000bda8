"""Pages of the console's own: home, ledger, deliveries and jobs, the system."""
