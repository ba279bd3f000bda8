"""The officers' pages, one module a page. Addresses stand in `motcua.web.desk.urls`, all under /can-bo/."""
