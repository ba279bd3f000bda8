"""Organizations: agencies, units, posts and the officers who hold them.

Every fact has dates, so that "as organised then" and "as organised now" are both one question.
Agencies close but never vanish; succession rows say what became of them.
"""
