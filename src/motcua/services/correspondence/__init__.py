"""Văn bản đến, văn bản đi: registers of an agency, instructions, and what came of them."""
