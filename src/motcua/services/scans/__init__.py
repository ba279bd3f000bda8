"""Số hóa giấy tờ: paper on the desk becomes pages, text, a PDF/A and fields that a person has confirmed.

What came in is kept untouched under its hash; turning, cropping and straightening are data, and the shown page is
derived from both. Reading runs in processes of its own under limits, moved by the worker. Who may see a scan is asked
by the room whose paper it is; the store of papers per person is not here (it hears the events).
"""
