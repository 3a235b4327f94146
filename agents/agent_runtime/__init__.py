"""What every Lambda of Alex shares: settings, tracing, the model, the handler decorator, metrics, prices."""

import os

from agent_runtime import cold_start

# In a Lambda only: commands and tools import parts of this package too, and may need what a Lambda does not.
if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
    cold_start.begin()
