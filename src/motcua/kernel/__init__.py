"""The ground floor: time, text, money, numbers, who may, what happened, what the law says.

No word of the domain is spoken here; every room above may call down to it.
"""
