#!/usr/bin/env bash
# aws-lambda-powertools 3.37.0: an idempotent function that calls another one is completed under the other one's key.
#
# A persistence layer is made once, at the top of a module, and given to every decorator; a record's key begins with the
# name of its function. One might expect each function to complete the record that it has started. Seen: the name is
# kept in the persistence layer, where each call puts its own, so after the inner call the outer one saves under the
# inner one's name. Both records are wrong, without an error: that of charge() has the result of ship(), and is what a
# repeated charge() returns; that of ship() stays in progress. A repeated ship() is refused until Lambda's timeout has
# passed, and then runs again: a second parcel, whose payment is the first parcel. Give each function a
# DynamoDBPersistenceLayer of its own; the table may be the same.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check aws-lambda-powertools==3.37.0 boto3==1.44.8 moto==5.2.5
AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test \
"$folder/venv/bin/python" - <<'PY'
import time

import boto3
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.idempotency.exceptions import IdempotencyAlreadyInProgressError
from moto import mock_aws

ORDER = {"id": "o-1"}


class Context:
    """Of a Lambda function that has a second left."""

    def get_remaining_time_in_millis(self):
        return 1000


def trial(for_ship, for_charge):
    """Ships an order, repeats both functions, and repeats ship() once more when the first one's time is over."""
    parcels, charges = [], []
    config = IdempotencyConfig()
    config.register_lambda_context(Context())

    @idempotent_function(data_keyword_argument="order", persistence_store=for_charge, config=config)
    def charge(order):
        charges.append(order["id"])
        return {"charge": f"c-{len(charges)}"}

    @idempotent_function(data_keyword_argument="order", persistence_store=for_ship, config=config)
    def ship(order):
        parcels.append(order["id"])
        return {"parcel": f"p-{len(parcels)}", "payment": charge(order=order)}

    seen = {"ship": ship(order=ORDER)}
    records = boto3.client("dynamodb").scan(TableName="idempotency")["Items"]
    seen["records"] = {
        record["id"]["S"].split("#")[0].rsplit(".", 1)[-1]: (record["status"]["S"], record.get("data", {}).get("S"))
        for record in records
    }
    seen["charge, repeated"] = charge(order=ORDER)
    try:
        seen["ship, repeated"] = ship(order=ORDER)
    except IdempotencyAlreadyInProgressError as error:
        seen["ship, repeated"] = type(error).__name__
    time.sleep(1.2)
    seen["ship, repeated later"] = ship(order=ORDER)
    seen["parcels"] = len(parcels)
    return seen


def new_table():
    boto3.client("dynamodb").create_table(
        TableName="idempotency", BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    )


def layer():
    return DynamoDBPersistenceLayer(table_name="idempotency")


with mock_aws():
    new_table()
    one = layer()
    shared = trial(one, one)
with mock_aws():
    new_table()
    apart = trial(layer(), layer())
for name in shared:
    print(f"{name}\n  one persistence layer:  {shared[name]}\n  one for each function:  {apart[name]}")
shipped = {"parcel": "p-1", "payment": {"charge": "c-1"}}
assert shared["ship"] == apart["ship"] == shipped
assert apart["charge, repeated"] == {"charge": "c-1"} and apart["ship, repeated later"] == shipped, apart
assert apart["parcels"] == 1, apart
assert shared["records"]["ship"] == ("INPROGRESS", None), "changed"
assert shared["charge, repeated"] == shipped, "changed"
assert shared["ship, repeated"] == "IdempotencyAlreadyInProgressError", "changed"
assert shared["parcels"] == 2, "changed"
PY
