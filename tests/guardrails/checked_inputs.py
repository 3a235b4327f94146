"""Inputs that each remediation mends, as the provider's check leaves them."""

from __future__ import annotations

from typing import Any

CHECKED: dict[str, dict[str, Any]] = {
    "log-group-retention": {
        "__defaults": ["retentionInDays", "skipDestroy"],
        "retentionInDays": 0,
        "skipDestroy": False,
    },
    "required-tags": {"__defaults": [], "name": "alex-prod-x", "tags": {"__defaults": []}},
    "s3-block-public-access": {"__defaults": ["blockPublicAcls"], "blockPublicAcls": False, "bucket": "b"},
    "cloudfront-viewer-tls": {
        "__defaults": [],
        "viewerCertificate": {
            "__defaults": ["minimumProtocolVersion"],
            "acmCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1",
            "minimumProtocolVersion": "TLSv1",
        },
    },
    "cloudfront-viewer-https": {
        "__defaults": ["enabled"],
        "defaultCacheBehavior": {"__defaults": ["compress"], "compress": False, "viewerProtocolPolicy": "allow-all"},
        "orderedCacheBehaviors": [{"__defaults": [], "pathPattern": "/a", "viewerProtocolPolicy": "allow-all"}],
    },
    "cloudfront-origin-tls": {
        "__defaults": [],
        "origins": [
            {"__defaults": [], "domainName": "bucket.s3.amazonaws.com", "originId": "bucket"},
            {
                "__defaults": ["connectionAttempts"],
                "connectionAttempts": 3,
                "customHeaders": [{"__defaults": [], "name": "x", "value": "y"}],
                "customOriginConfig": {"__defaults": [], "originSslProtocols": ["SSLv3", "TLSv1.2"]},
                "originId": "api",
            },
        ],
    },
    "ecs-efs-tls": {
        "__defaults": [],
        "volumes": [
            {"__defaults": [], "name": "scratch"},
            {
                "__defaults": [],
                "efsVolumeConfiguration": {"__defaults": ["rootDirectory"], "fileSystemId": "fs", "rootDirectory": "/"},
                "name": "data",
            },
        ],
    },
    "lb-tls-policy": {"__defaults": [], "protocol": "HTTPS", "sslPolicy": "ELBSecurityPolicy-2016-08"},
    "rds-parameters": {
        "__defaults": ["description"],
        "description": "Managed by Pulumi",
        "parameters": [
            {"__defaults": ["applyMethod"], "applyMethod": "immediate", "name": "rds.force_ssl", "value": "0"},
            {"__defaults": [], "name": "work_mem", "value": "4096"},
        ],
    },
    "s3-versioning-enabled": {
        "__defaults": [],
        "bucket": "b",
        "versioningConfiguration": {"__defaults": [], "mfaDelete": "Disabled", "status": "Suspended"},
    },
    "sqs-encrypted": {
        "__defaults": ["kmsMasterKeyId", "sqsManagedSseEnabled"],
        "kmsMasterKeyId": "",
        "sqsManagedSseEnabled": False,
        "visibilityTimeoutSeconds": 0,
    },
}
"""By rule: with defaults filled in, and their names in `__defaults`."""
