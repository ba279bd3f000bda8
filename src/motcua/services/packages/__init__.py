"""Gói thủ tục: one procedure with all that belongs to it, carried from province to province.

Content, the province's terms and fees, the e-form and the process travel in one file. Taking it shows the
differences first, refuses what would do harm, and then takes all of it or nothing.
"""
