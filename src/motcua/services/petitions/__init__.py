"""Phản ánh, kiến nghị, khiếu nại, tố cáo: from the citizen's words to an answer within its limit, published where it may be.

Who sent one rests encrypted, apart from what handling needs. Of a denunciation the words rest encrypted too: they are read by
holders of a right of its own, with a reason, and each look is written down.
"""
