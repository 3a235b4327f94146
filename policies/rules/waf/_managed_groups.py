"""Managed rule groups of AWS: their names, and which of them have versions."""

from __future__ import annotations

from datetime import date

SOURCE = "https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html"
READ_ON = date(2026, 11, 28)
"""When the table was compared with the source. A test names tables that are older than 90 days."""

VERSIONED = frozenset(
    f"AWSManagedRules{name}"
    for name in (
        "ACFPRuleSet",
        "AdminProtectionRuleSet",
        "AntiDDoSRuleSet",
        "ATPRuleSet",
        "BotControlRuleSet",
        "CommonRuleSet",
        "KnownBadInputsRuleSet",
        "LinuxRuleSet",
        "PHPRuleSet",
        "SQLiRuleSet",
        "UnixRuleSet",
        "WindowsRuleSet",
        "WordPressRuleSet",
    )
)
UNVERSIONED = frozenset({"AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesAnonymousIpList"})
"""Lists of addresses, which AWS changes all the time."""
GROUPS = VERSIONED | UNVERSIONED
