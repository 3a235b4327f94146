"""Bedrock's Converse API as a model of the Agents SDK: requests, answers, refusals, usage and prices."""
