"""What every Lambda of Alex shares: settings, tracing, the model, the handler decorator, metrics, prices."""

from agent_runtime import lean_start

lean_start.begin()
