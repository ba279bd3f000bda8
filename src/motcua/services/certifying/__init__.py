"""Chứng thực: certified copies of originals, on paper or electronic, and certified signatures; their books without gaps.

An entry is prepared by who compared it, signed and numbered by who may, can be proved by anybody and revoked with a reason. The
number of a book is taken at the signature; one number an original, however many copies.
"""
