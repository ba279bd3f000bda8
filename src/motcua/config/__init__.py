"""Where the house is put together: settings, urls, and which gateway stands behind which port."""
