"""People: citizens and organisations as the one-stop system knows them, and who acts for whom.

There is one door to a person's record, `queries`, and it writes down every look.
"Not yours" and "not there" get the same answer.
"""
