"""Every time limit of the stack in seconds: one table, in which each limit follows from the work inside it.

    model call < agent < its function < the planner's wait for it < planner < lease < queue visibility < end of a job
    statement of the database < the client's wait for it < function
    API function < API Gateway < CloudFront < client

A caller waits for the work and for the callee's cold start: a result that comes too late has been paid for. Functions
get their limits as environment variables, see `components/compute/environment.py`; `tests/infra/test_time_limits.py`
holds the order, also against the constants in `agents/`.
"""

from __future__ import annotations

from collections.abc import Iterator

#: Lambda's longest initialization. It comes before the function's own time limit, and within its caller's.
COLD_START = 10
#: Answer, spans and metrics of an invocation, after its work: RESERVE_SECONDS in `agent_runtime/handler.py`.
RESERVE = 3
#: Request and answer on the wire, connection included.
WIRE = 5

#: One request to the model.
MODEL_CALL = 60
#: A request that hangs is sent once more.
SPECIALIST = 2 * MODEL_CALL
AGENT = SPECIALIST - RESERVE
#: The planner's read timeout for a specialist.
SPECIALIST_CALL = SPECIALIST + COLD_START + WIRE
#: Claim, portfolio, results and end of a job in the database.
BOOKKEEPING = 12
#: The planner's first decision, then the tagger, then the other specialists at the same time.
PLANNER = MODEL_CALL + 2 * SPECIALIST_CALL + BOOKKEEPING + RESERVE
#: A planner's claim on a job. It begins after the cold start, and no other planner may have the job while it runs.
LEASE = PLANNER + 30
#: A message that came back before the lease had ended would find the job claimed, and waste one of its deliveries.
QUEUE_VISIBILITY = COLD_START + LEASE + 20
MAX_RECEIVES = 3
#: A job without a valid claim for this long is ended: PATIENCE in `database/overdue.py`.
JOB = 3600

#: Limit of the RDS Data API for a statement. With `continueAfterTimeout` the statement goes on, and its caller is told.
STATEMENT = 45
#: A function's wait for a statement, never longer than its invocation. Longer than the service's limit, so that the
#: caller learns how the statement ended; the API's client does not wait as long.
STATEMENT_CALL = STATEMENT + WIRE
STATEMENT_CALL_OF_API = 20

#: API Gateway's longest wait for an integration; no setting makes it longer. The first request of an API process counts
#: a cold start as time that is gone.
API_GATEWAY = 30
API = API_GATEWAY - 1
#: CloudFront waits longer than API Gateway, which answers with a problem document.
CLOUDFRONT = API_GATEWAY + WIRE
CLIENT = CLOUDFRONT + WIRE

#: One step of a rotation, all of whose statements together take seconds.
ROTATOR = STATEMENT_CALL + COLD_START
#: All migrations of a release. A statement may take longer than one call waits for it.
MIGRATOR = 300
ORIGIN_ROTATOR = 180
#: Start of a task, image and all, and Langfuse's migrations of two databases: Lambda's longest.
LANGFUSE_SETUP = 900
#: The rest follows on the next day.
HOUSEKEEPER = 300


def table() -> Iterator[tuple[str, int, str]]:
    """Rows for `docs/reliability.md`: what is limited, seconds, derivation."""
    yield "model call", MODEL_CALL, "one request to Bedrock"
    yield "agent", AGENT, "two model calls, less the time for answer and spans"
    yield "specialist's function", SPECIALIST, "two model calls"
    yield "planner's wait for a specialist", SPECIALIST_CALL, "its function, its cold start, the wire"
    yield "planner's function", PLANNER, "a model call, two stages of specialists, bookkeeping"
    yield "lease on a job", LEASE, "the planner's function, and 30 s"
    yield "queue visibility", QUEUE_VISIBILITY, "the planner's cold start, the lease, and 20 s"
    yield "all deliveries of a message", MAX_RECEIVES * QUEUE_VISIBILITY, f"{MAX_RECEIVES} times the visibility"
    yield "job", JOB, "all deliveries, and room for a long queue"
    yield "statement", STATEMENT, "the RDS Data API's limit"
    yield "planner's, rotator's and migrator's wait for a statement", STATEMENT_CALL, "the service's limit, the wire"
    yield "API's wait for a statement", STATEMENT_CALL_OF_API, "so that a client still gets an answer"
    yield "API's function", API, "API Gateway's limit, less a second"
    yield "API Gateway", API_GATEWAY, "the longest that AWS allows; the API's cold start is within it"
    yield "CloudFront", CLOUDFRONT, "API Gateway, the wire"
    yield "rotator's function", ROTATOR, "a statement, and a cold start's time for the rest"
    yield "migrator's function", MIGRATOR, "all migrations of a release, and the wait for one that goes on"
    yield "setup of Langfuse on ECS", LANGFUSE_SETUP, "Lambda's longest; a migration that takes longer goes on"
    yield "housekeeper's function", HOUSEKEEPER, "as many batches as fit; the rest follows on the next day"
