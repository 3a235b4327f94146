"""Trails. The embedded AWS keeps their settings and records no events."""

from __future__ import annotations

from typing import Any

from local.engine.creation import Created, Creation, creates

NAMES = {
    "enableLogFileValidation": "EnableLogFileValidation",
    "cloudWatchLogsGroupArn": "CloudWatchLogsLogGroupArn",
}
"""Properties whose name differs from the API's."""


@creates("aws:cloudtrail/trail:Trail")
def trail(new: Creation) -> Created:
    selectors: list[dict[str, Any]] = new.take("advancedEventSelectors", [])
    logging = new.take("enableLogging", True)
    created = new.call("cloudtrail", "create_trail", names=NAMES, Name=new.take("name", new.name), TagsList=new.tags())
    arn, client = created["TrailARN"], new.aws.client("cloudtrail")
    new.made = arn
    if selectors:
        client.put_event_selectors(TrailName=arn, AdvancedEventSelectors=[selector(each) for each in selectors])
    if logging:
        client.start_logging(Name=arn)
    return arn, {"arn": arn, "homeRegion": new.aws.region}


def selector(properties: dict[str, Any]) -> dict[str, Any]:
    """An advanced event selector as the API takes it."""
    members = {"equals": "Equals", "startsWiths": "StartsWith"}
    fields = [
        {"Field": field["field"]} | {members[key]: value for key, value in field.items() if key != "field"}
        for field in properties["fieldSelectors"]
    ]
    return {"Name": properties["name"], "FieldSelectors": fields}
