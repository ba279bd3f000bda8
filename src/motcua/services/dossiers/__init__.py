"""Hồ sơ thủ tục hành chính: from the citizen's draft to the signed result in the citizen's hand.

The room keeps the promise of the one-stop mechanism: a code, a receipt with an hour, a process whose
steps are held by named posts, a result signed by who may, and a journal that everybody with a right can
read. The first promised hour is never forgotten. (Nghị định 118/2025/NĐ-CP; before 01/07/2025
Nghị định 61/2018/NĐ-CP)
"""
