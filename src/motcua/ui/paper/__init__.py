"""Statutory paper: PDF pages by typst, in the layout of Annex I of Decree 30/2020/NĐ-CP.

A paper is a typst template beside the room that issues it and a dict of plain data. The data
travel as JSON, so nothing a citizen wrote is ever read as markup; the same data give the same
bytes. Fonts are vendored: Tinos has the metrics of Times New Roman and every Vietnamese letter.
"""

from .render import FONTS, BrokenPaper, drawable, picture, qr_svg, render

__all__ = ["FONTS", "BrokenPaper", "drawable", "picture", "qr_svg", "render"]
