from __future__ import annotations

from collections.abc import Iterator

from policies.engine import (
    Config,
    Findings,
    Node,
    Resource,
    Severity,
    Stack,
    StackRule,
    Verdict,
    any_of,
    decided,
    unless,
)
from policies.rules._alarms import ALARM, COMPOSITE
from policies.rules._checks import is_set

TOPIC = "aws:sns/topic:Topic"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
_MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping"
_CHANNELS = (
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration",
    "aws:chatbot/teamsChannelConfiguration:TeamsChannelConfiguration",
)
_READ = ("email", "email-json", "sms", "https", "http", "lambda", "application")
"""Protocols that reach a person or a program. `sqs` does if the queue has a consumer; `firehose` only stores."""


def check(stack: Stack, config: Config) -> Findings:
    for topic in _notified(stack):
        yield from unless(_is_read(stack, topic), "nobody reads what the alarms send to the topic", resource=topic)


def _notified(stack: Stack) -> list[Resource]:
    """The topics of the program that alarms send to."""
    topics = stack.of_type(TOPIC)
    alarms = stack.of_type(ALARM, COMPOSITE)
    urns = {source.urn for alarm in alarms for source in stack.sources(alarm, "alarmActions")}
    names = {_name(action) for alarm in alarms for action in alarm["alarmActions"].each()} - {""}
    return [topic for topic in topics if topic.urn in urns or topic["name"].text in names]


def _name(arn: Node) -> str:
    return arn.text.rpartition(":")[2]


def _is_read(stack: Stack, topic: Resource) -> Verdict:
    found = list(_subscriptions(stack, topic))
    by_chat = decided(topic.urn in stack.memo(_CHANNELS, lambda: _in_channels(stack)))
    if not found:
        return by_chat | stack.has_referrer(topic, SUBSCRIPTION, "topic")
    return by_chat | any_of(_reaches_reader(stack, each) for each in found)


def _in_channels(stack: Stack) -> frozenset[str]:
    """URNs of what chat channels listen to."""
    return frozenset(
        source.urn for channel in stack.of_type(*_CHANNELS) for source in stack.sources(channel, "snsTopicArns")
    )


def _subscriptions(stack: Stack, topic: Resource) -> Iterator[Resource]:
    yield from stack.referrers(topic, SUBSCRIPTION, "topic")
    if name := topic["name"].text:
        by_name = stack.memo(SUBSCRIPTION, lambda: _by_name(stack))
        yield from by_name.get(name, ())


def _by_name(stack: Stack) -> dict[str, list[Resource]]:
    found: dict[str, list[Resource]] = {}
    for each in stack.of_type(SUBSCRIPTION):
        if each["topic"].text.startswith("arn:"):
            found.setdefault(_name(each["topic"]), []).append(each)
    return found


def _reaches_reader(stack: Stack, subscription: Resource) -> Verdict:
    protocol = subscription["protocol"]
    direct = protocol.test(lambda name: name in _READ)
    queued = protocol.test(lambda name: name == "sqs") & any_of(
        stack.has_referrer(queue, _MAPPING, "eventSourceArn") for queue in stack.sources(subscription, "endpoint")
    )
    return is_set(subscription["endpoint"]) & (direct | queued)


RULE = StackRule(
    name="alarm-topic-read",
    title="Topics that alarms send to have a subscriber that reaches a person or a program.",
    why="An alarm with an action looks right, and its message ends in a topic without anyone behind it.",
    fix='Add aws.sns.TopicSubscription with protocol="email" or "https". Waive the rule if another stack subscribes.',
    severity=Severity.HIGH,
    types=(TOPIC, SUBSCRIPTION, ALARM, COMPOSITE),
    link="https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html",
    check=check,
)
