"""Cổng API: the rooms' routers under one roof, for programs of agencies and for anybody who reads public data."""
