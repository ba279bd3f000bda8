"""Thủ tục hành chính: what a citizen can ask of the state, in which version, and how this province does it.

The national catalogue is taken in as it stands, a hand-checked set lies over it field by field, the
province adopts what is in its competence, and people find their way in by their own words.
"""
