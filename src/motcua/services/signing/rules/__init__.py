"""How a signed file is judged: bytes and trust in, a verdict out; no database, no network.

`examine` is the door; it runs as a process of its own with limits. Order of questions: do the signed
bytes match (`raw`), what do the signatures cover and what came after them (`pdf`, `xml`), who signed
and who vouches for them (`chains`). A good answer to a later question never heals an earlier no.
"""
