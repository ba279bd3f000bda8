"""Accounts: who is at the keyboard, in which post, and what that post may do.

Sign-in (password, authenticator, passkey), sessions that end, the post switcher,
and the one function that turns a user into an Actor: `queries.actor_for`.
"""
