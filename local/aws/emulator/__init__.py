"""What ministack lacks for Alex, added to it inside its own process: one file per gap, whose `install` says which.

What is created but has no effect on one machine is listed in `local/engine/not_emulated.py`.
"""
