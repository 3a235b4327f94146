"""`make load`: many users at once, what they waited for, and whether any of their jobs got lost.

The users are locust's, in a process of their own (`investors.py`, `burst.py`); this process starts what they call,
watches the queue, and reads afterwards where the time went.
"""
