"""Each rule of Langfuse's server on what we send, by its number, and where it is held.

The numbers: 1 the request, 2 a span becomes a row, 3 metadata, 4 tools, 5 messages, 6 reasoning, 7 usage and cost,
8 identity, 9 the API for reading, 10 scores.
"""

from __future__ import annotations

from tests.langfuse_contract import chats, rows, usage
from tests.langfuse_contract.rows import Rule

RULES: dict[str, Rule] = {**rows.RULES, **chats.RULES, **usage.RULES}

#: Rules that are no property of spans: the test that holds them.
ELSEWHERE = {
    "1.1": "tests/lambdas/test_langfuse_contract.py::test_a_request_is_compressed_protobuf_of_a_new_sdk",
    "1.2": "tests/lambdas/test_langfuse_contract.py::test_every_span_is_taken",
    "1.3": "tests/lambdas/test_langfuse_contract.py::test_a_request_is_compressed_protobuf_of_a_new_sdk",
    "1.4": "tests/lambdas/test_langfuse_contract.py::test_a_request_is_compressed_protobuf_of_a_new_sdk",
    "1.5": "tests/lambdas/test_langfuse_contract.py::test_every_span_is_taken",
    "2.20": "tests/local/test_trace_mapping.py::test_root",
    "3.7": "tests/local/test_trace_mapping.py::test_long_metadata_is_cut_as_json_text_unless_any_key_is_expanded",
    "6.4": "tests/lambdas/runtime/test_runtime_usage.py::test_buckets_do_not_contain_one_another",
    "8.1": "tests/lambdas/test_langfuse_contract.py::test_another_attempt_replaces_the_root",
    "8.4": "tests/lambdas/runtime/test_runtime_trace_loss.py::test_a_second_attempt_replaces_the_scores",
    "10.1": "tests/lambdas/test_langfuse_contract.py::test_scores_go_as_a_list",
    "10.2": "tests/lambdas/runtime/test_runtime_trace_loss.py::test_scores_that_were_not_taken_are_lost",
}

#: Rules that nothing we send comes to, and why.
NOT_TOUCHED = {
    "5.8": "an input is an object, never a list (4.8)",
    "6.2": "the items of OpenAI's Responses are not sent (5.2)",
    "7.3": "each call that used tokens comes with its cost (7.5)",
    "8.3": "an id has one row (8.2)",
    **dict.fromkeys(("9.1", "9.2", "9.3", "9.4", "9.5"), "about reading; tests/local and tests/cli hold them"),
}

ALL = [
    f"{part}.{number}"
    for part, count in {1: 5, 2: 23, 3: 7, 4: 8, 5: 9, 6: 4, 7: 7, 8: 4, 9: 5, 10: 2}.items()
    for number in range(1, count + 1)
]
