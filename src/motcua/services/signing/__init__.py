"""Signing: hands and seals on PDF, and what a stranger may believe of a signed file.

People and agencies hold certificates; their keys stay in PKCS#12 files or PKCS#11 tokens and
never enter the database. `services.sign_pdf` writes PAdES signatures as incremental updates with
the appearance of Annex I of Decree 30/2020; `queries.verify` gives a verdict, in a process of
its own with limits in time and memory.
"""
