"""Biên lai thu phí, lệ phí: money taken at a desk, its numbered receipts, what an officer has in hand and hands over.

A receipt says for what subject it was taken and knows nothing of it. Numbers have no gaps; a cancelled one keeps its number.
"""
