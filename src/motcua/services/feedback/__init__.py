"""Tiếng nói của người dân: the rating of each dossier, the scores it makes, and what is done about a low one.

A dossier that has ended bears one rating, given through the signed address printed on its papers. No name of a rater is
kept here, and officers read scores and comments only where enough ratings stand behind them that none points at a person.
"""
