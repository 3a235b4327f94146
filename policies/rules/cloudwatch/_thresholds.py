"""Highest thresholds of alarms on failures. Of a fraction, in percent; of a duration, in the metric's unit."""

from __future__ import annotations

THRESHOLDS: dict[str, float] = {
    "AWS/ApiGateway 4xx": 50,
    "AWS/ApiGateway 5xx": 5,
    "AWS/ApiGateway Latency": 29_000,
    "AWS/Lambda ConcurrentExecutions": 1000,
    "AWS/Lambda Duration": 900_000,
    "AWS/Lambda Errors": 5,
    "AWS/Lambda Throttles": 10,
    "AWS/RDS ACUUtilization": 100,
    "AWS/SQS ApproximateAgeOfOldestMessage": 3600,
    "AWS/SQS ApproximateNumberOfMessagesVisible": 100,
    "AWS/WAFV2 BlockedRequests": 10_000,
    # Metrics of the program that this pack was written for, at what it promises.
    "Alex AgentFailures": 10,
    "Alex CostUSD": 5,
    "Alex DataApiErrors": 5,
    "Alex DataApiLatency": 100,
    "Alex DatabaseConnectionErrors": 0,
    "Alex Faithfulness": 5,
    "Alex JobDuration": 180_000,
    "Alex JobsFinished": 0,
    "Alex ModelThrottles": 10,
    "Alex TraceExportFailures": 2,
    "Alex/AnalysisCost": 0,
    "Alex/InitDuration": 2000,
    "Alex/NearTimeout": 0,
}
"""Namespace and name of a metric, or the namespace alone."""
