"""`make load`: many concurrent users, their response times, and the outcome of their jobs.

The users run in a separate locust process (`investors.py`, `burst.py`). This process starts their target, watches the
queue, and afterwards reads from the logs where the time was spent.
"""
