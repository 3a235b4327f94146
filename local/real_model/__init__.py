"""Real models behind the embedded AWS: Amazon Bedrock itself, or any OpenAI-compatible server.

Both serve `POST /model/{id}/converse` as the fake model does. The functions are unchanged: they speak Converse.
"""
