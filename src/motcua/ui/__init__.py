"""The visual language of motcua, as parts that pages are built from.

Tokens, styles, icons and fonts; template tags (`{% load ui %}`); a form renderer; the error pages;
and `/ui/`, one page that shows every part in every state. It knows no registry and no service:
words, tones and figures are handed to it.
"""
