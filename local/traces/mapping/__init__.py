"""What Langfuse's server makes of a span, rule by rule, as functions without side effects.

Numbers such as "rule 2.2" are those of `tests/local/test_trace_mapping.py`. `observation.observations` maps a whole
OTLP request; `messages.shown` tells how Langfuse shows an input or an output.
"""
