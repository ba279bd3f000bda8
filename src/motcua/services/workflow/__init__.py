"""Quy trình điện tử: how a procedure's work goes from post to post.

Keeps versioned process definitions (a strict BPMN 2.0 subset), runs them as tokens in indexed rows,
checks drafts before they are published, draws them for officers and tells them in plain words to
citizens. The dossier room calls the commands inside its own transactions.
"""
