from __future__ import annotations

import pytest

from policies.engine import UNKNOWN
from policies.rules.kms.kms_rotation import RULE
from policies.testing import changed, make, undecided, violations

KEY = make("aws:kms/key:Key", {"description": "Encrypts what alex-prod stores", "enableKeyRotation": True})


def test_a_rotating_key_passes() -> None:
    assert not violations(RULE, KEY)
    assert not undecided(RULE, KEY)


@pytest.mark.parametrize("value", [False, None], ids=["switched off", "left at its default"])
def test_a_key_that_never_rotates_is_refused(value: object) -> None:
    assert violations(RULE, changed(KEY, "enableKeyRotation", value)) == ["automatic rotation is not enabled"]


def test_an_unknown_rotation_is_undecided() -> None:
    key = changed(KEY, "enableKeyRotation", UNKNOWN)
    assert not violations(RULE, key)
    assert undecided(RULE, key)


def test_asymmetric_keys_need_no_rotation() -> None:
    assert not violations(RULE, make("aws:kms/key:Key", {"customerMasterKeySpec": "RSA_2048"}))
