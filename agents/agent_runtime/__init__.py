"""Code that all Lambdas of Alex share: settings, tracing, the model, the agents' handler, metrics, prices."""

import os

from agent_runtime.start import cold_start

# In a Lambda only: commands and tools import parts of this package too, and may need the modules that are kept out.
if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
    cold_start.begin()
