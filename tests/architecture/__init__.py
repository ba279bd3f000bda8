"""Tests that watch the house: what import contracts cannot see."""
