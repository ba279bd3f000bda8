"""The parts of a page, by what they show; `{% load ui %}` brings them all."""
