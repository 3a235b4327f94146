"""Does what a test asks for, with the permissions and surroundings of a Lambda."""

from __future__ import annotations

import json
import os
import sys
import time

import boto3
from botocore.exceptions import ClientError


def handle(event, _context):
    if "requestContext" in event:
        return {"statusCode": 200, "body": event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]}
    if "Records" in event:
        failed = [record["messageId"] for record in event["Records"] if json.loads(record["body"]).get("fail")]
        return {"batchItemFailures": [{"itemIdentifier": message} for message in failed]}
    try:
        return globals()[event["do"]]()
    except ClientError as error:
        return {"denied": error.response["Error"]["Code"]}


def surroundings():
    return {"path": sys.path, "environment": sorted(os.environ), "home": os.environ["HOME"]}


def converse():
    message = {"role": "user", "content": [{"text": "hello"}]}
    answer = boto3.client("bedrock-runtime").converse(modelId=os.environ["MODEL"], messages=[message])
    return answer["output"]["message"]["content"][0]["text"]


def query():
    client = boto3.client("rds-data")
    target = {"resourceArn": os.environ["CLUSTER_ARN"], "secretArn": os.environ["SECRET_ARN"], "database": "sample"}
    return client.execute_statement(**target, sql="SELECT 1")["records"]


def forbidden():
    return boto3.client("s3").list_buckets()["Buckets"]


def emit_metric():
    directive = {"Namespace": "Sample", "Dimensions": [["Kind"]], "Metrics": [{"Name": "Handled", "Unit": "Count"}]}
    envelope = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]}
    print(json.dumps({"_aws": envelope, "Kind": "probe", "Handled": 1}))  # noqa: T201
