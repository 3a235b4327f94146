"""An agent on the Agents SDK: its run, tools, prompts, guardrails, and checks of its answers."""
