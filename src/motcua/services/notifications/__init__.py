"""Notifications: notices for an account or a bare number, in the house, by e-mail and by text message.

Other rooms' handlers call `services.notify` with words, a link and a key; the same key tells a person once.
Letters stand in a table written with the notice, one for each channel, and are handed by a job to the carrier of the
channel (`ports`), so a dead server loses none. Rooms that must know who holds a telephone ask for a one-time code here.
What a notice is about is its sender's business; this room knows accounts and addresses alone.
"""
