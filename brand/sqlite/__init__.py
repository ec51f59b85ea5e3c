"""SQLite under a site that many people use at once.

Writers of one process stand in one queue instead of each trying again and again, and only so
many of them may wait that reading goes on (`turns.py`). During reads, what is written in
passing (a count, a session) is left out when it cannot be written at once (`base.py`).
"""
