"""Removes what has expired, and the traces of deleted jobs. EventBridge Scheduler invokes it every day."""
