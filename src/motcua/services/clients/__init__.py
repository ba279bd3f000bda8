"""Ứng dụng kết nối: programs of agencies that work through the API in an officer's post.

An administrator registers a program, the post it acts in and what it may do (scopes). Its keys are shown once and
kept as digests; they expire, overlap while being changed, and can be taken back at once. Answers to repeated calls
are kept here too, so that a call sent twice has one effect and one answer.
"""
