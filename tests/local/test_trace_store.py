"""The trace store fed and read by the real Langfuse SDK over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
from langfuse import Langfuse, propagate_attributes
from opentelemetry import context, propagate
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

from cli.trace.local_file import LocalFile
from cli.trace.source import LangfuseServer, load_newest_trace, load_trace, trace_id_of
from tests.local.served_store import served_store

PUBLIC_KEY, SECRET_KEY = "pk-lf-store-test", "sk-lf-store-test"
AUTH = (PUBLIC_KEY, SECRET_KEY)
JOB_ID = "7c1f3a52-job"
TRACE_ID = Langfuse.create_trace_id(seed=JOB_ID)
TRACES = "/api/public/otel/v1/traces"
ALL_FIELDS = "basic,io,metadata,model,usage,metrics,trace_context"
LONG_PERSONA = "You are a report writer. " * 20


class JobIds(RandomIdGenerator):
    def generate_trace_id(self) -> int:
        return int(TRACE_ID, 16)


@dataclass
class Store:
    url: str
    path: Path
    langfuse: Langfuse


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A served store into which the SDK has sent one job."""
    path = tmp_path_factory.mktemp("store") / "state" / "traces.db"
    with served_store(path, AUTH) as url:
        yield from filled(url, path)


def filled(url: str, path: Path) -> Iterator[Store]:
    provider = TracerProvider(id_generator=JobIds())
    langfuse = Langfuse(
        public_key=PUBLIC_KEY,
        secret_key=SECRET_KEY,
        base_url=url,
        environment="local",
        release="r1",
        tracer_provider=provider,
    )
    send_job(langfuse)
    provider.force_flush()
    langfuse.flush()
    yield Store(url, path, langfuse)
    langfuse.shutdown()


def send_job(langfuse: Langfuse) -> None:
    attributes = {
        "user_id": "user-7",
        "session_id": "session-9",
        "tags": ["portfolio", "test"],
        "trace_name": "portfolio-analysis",
        "metadata": {"job_id": JOB_ID},
    }
    with (
        propagate_attributes(**attributes),
        langfuse.start_as_current_observation(
            name="📊 Portfolio Analysis Job", input={"job": JOB_ID}, metadata={"positions": 5}
        ) as root,
        langfuse.start_as_current_observation(name="planner", as_type="agent", metadata={"agent": "planner"}),
        langfuse.start_as_current_observation(name="write_report", as_type="tool"),
    ):
        carrier: dict[str, str] = {}
        propagate.inject(carrier)
        send_specialist(langfuse, carrier, attributes)
        root.update(output={"status": "partial"})
    langfuse.create_score(trace_id=TRACE_ID, name="complete", value=True, data_type="BOOLEAN", comment="all there")
    langfuse.create_score(trace_id=TRACE_ID, name="sections", value=4)


def send_specialist(langfuse: Langfuse, carrier: dict[str, str], attributes: dict[str, object]) -> None:
    """As another Lambda does it: its context comes from the carrier alone."""
    token = context.attach(propagate.extract(carrier, context.Context()))
    metadata = {"agent": "reporter", "persona": LONG_PERSONA}
    with (
        propagate_attributes(**attributes),  # pyright: ignore[reportArgumentType]
        langfuse.start_as_current_observation(name="reporter", as_type="agent", metadata=metadata) as agent,
    ):
        langfuse.create_event(name="Generated: 640 word analysis", metadata={"words": 640})
        with langfuse.start_as_current_observation(
            name="model nova",
            as_type="generation",
            model="us.amazon.nova-pro-v1:0",
            model_parameters={"temperature": 0.2},
            input=[{"role": "user", "content": "write"}],
            usage_details={"input": 900, "input_cached_tokens": 100, "output": 50},
            cost_details={"input": 0.0008, "output": 0.0002},
        ) as generation:
            generation.update(output="2")
        agent.update(level="ERROR", status_message="guardrail: too short")
    context.detach(token)


def by_name(store: Store, fields: str = ALL_FIELDS) -> dict[str, SimpleNamespace]:
    found = store.langfuse.api.observations.get_many(trace_id=TRACE_ID, fields=fields)
    return {observation.name: observation for observation in found.data}  # pyright: ignore[reportReturnType]


def test_the_keys_are_accepted_by_the_sdk_s_auth_check(store: Store) -> None:
    assert store.langfuse.auth_check()


def test_the_tree_survives_the_way_through_a_second_lambda(store: Store) -> None:
    found = by_name(store)
    assert {name: (each.type, each.parent_observation_id) for name, each in found.items()} == {
        "📊 Portfolio Analysis Job": ("SPAN", None),
        "planner": ("AGENT", found["📊 Portfolio Analysis Job"].id),
        "write_report": ("TOOL", found["planner"].id),
        "reporter": ("AGENT", found["write_report"].id),
        "Generated: 640 word analysis": ("EVENT", found["reporter"].id),
        "model nova": ("GENERATION", found["reporter"].id),
    }


def test_a_generation_keeps_model_parameters_usage_and_cost(store: Store) -> None:
    generation = by_name(store)["model nova"]
    assert (generation.model, generation.model_parameters) == ("us.amazon.nova-pro-v1:0", {"temperature": 0.2})
    assert generation.usage_details == {"input": 900, "input_cached_tokens": 100, "output": 50, "total": 1050}
    assert generation.cost_details == {"input": 0.0008, "output": 0.0002, "total": 0.001}
    assert generation.total_cost == 0.001
    assert (generation.input, generation.output) == ('[{"role": "user", "content": "write"}]', "2")


def test_level_message_user_and_trace_context_stand_on_the_observation(store: Store) -> None:
    reporter = by_name(store)["reporter"]
    assert (reporter.level, reporter.status_message) == ("ERROR", "guardrail: too short")
    assert (reporter.user_id, reporter.session_id, reporter.environment) == ("user-7", "session-9", "local")
    assert (reporter.trace_name, reporter.tags, reporter.release) == ("portfolio-analysis", ["portfolio", "test"], "r1")
    assert reporter.metadata["job_id"] == JOB_ID


def test_long_metadata_is_cut_unless_its_key_is_expanded(store: Store) -> None:
    assert by_name(store)["reporter"].metadata["persona"] == LONG_PERSONA[:200]
    expanded = store.langfuse.api.observations.get_many(name="reporter", fields="metadata", expand_metadata="persona")
    assert expanded.data[0].metadata is not None
    assert expanded.data[0].metadata["persona"] == LONG_PERSONA


def test_fields_that_were_not_asked_for_are_left_out(store: Store) -> None:
    found = by_name(store, fields="basic")["model nova"]
    assert (found.model, found.input, found.level) == (None, None, "DEFAULT")


def test_pages_follow_each_other_without_gap_or_repetition(store: Store) -> None:
    api, cursor, seen = store.langfuse.api.observations, None, []
    for expected in (4, 2):
        page = api.get_many(trace_id=TRACE_ID, limit=4, cursor=cursor)
        assert len(page.data) == expected
        seen += page.data
        cursor = page.meta.cursor
    assert cursor is None
    assert len({each.id for each in seen}) == 6
    assert [each.start_time for each in seen] == sorted((each.start_time for each in seen), reverse=True)


def test_scores_are_read_back_with_typed_values(store: Store) -> None:
    found = store.langfuse.api.scores.get_many(trace_id=TRACE_ID, fields="details,subject")
    scores = {score.name: score for score in found.data}
    assert (scores["complete"].value, scores["complete"].comment) == (True, "all there")
    assert scores["sections"].value == 4.0
    assert scores["sections"].subject is not None
    assert scores["sections"].subject.id == TRACE_ID


def test_the_file_and_the_server_give_the_same_trace(store: Store) -> None:
    served = load_trace(JOB_ID, LangfuseServer(store.url, *AUTH))
    assert served == load_trace(JOB_ID, LocalFile(store.path)) == load_newest_trace(LocalFile(store.path))
    assert (served.id, served.job_id, served.cost) == (trace_id_of(JOB_ID), JOB_ID, 0.001)
    reporter = next(each for each in served.observations if each.name == "reporter")
    assert reporter.metadata["persona"] == LONG_PERSONA
