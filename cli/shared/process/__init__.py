"""The process of a command: options that every command has, and how a command ends."""
