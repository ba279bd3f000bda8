"""Notifications: notices for an account, officer or citizen, in the house and by e-mail.

Other rooms' handlers call `services.notify` with words, a link and a key; the same key tells a person once.
Letters stand in a table written with the notice and are posted by a job, so a dead mail server loses none.
What a notice is about is its sender's business; this room knows accounts alone.
"""
