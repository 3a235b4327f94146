"""Loading only what the program uses of pulumi-aws changes nothing but the time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from components.foundation.loading.segments import SegmentCache

ROOT = Path(__file__).resolve().parents[2]
_PREVIEW = """
import pathlib, pickle, sys
from local.engine import preview
from components.foundation.loading import lazy_aws
if sys.argv[1] == "whole":
    lazy_aws.install = lambda: None
planned = preview.preview(pathlib.Path.cwd(), "prod", {"databaseInstances": 2})
pathlib.Path(sys.argv[2]).write_bytes(pickle.dumps((planned, "pulumi_aws.ec2.vpn_gateway" in sys.modules)))
"""
_SOURCE = '''import pulumi

@pulumi.input_type
class OneArgs:
    """Text."""
    other: "pulumi.Input['TwoArgs']"

class TwoArgs(dict):
    pass
'''


def previewed(how: str, folder: Path) -> tuple[object, bool]:
    import pickle

    file = folder / how
    subprocess.run([sys.executable, "-c", _PREVIEW, how, str(file)], cwd=ROOT, check=True, timeout=300)
    return pickle.loads(file.read_bytes())


def test_a_preview_is_the_same_with_and_without(tmp_path: Path) -> None:
    (lazy, lazy_has_all), (whole, whole_has_all) = previewed("lazy", tmp_path), previewed("whole", tmp_path)

    assert lazy == whole
    assert (lazy_has_all, whole_has_all) == (False, True)


def test_a_name_that_is_not_where_it_was_expected_loads_the_whole_service() -> None:
    program = """
from components.foundation.loading import lazy_aws
lazy_aws.install()
import pulumi_aws as aws
assert aws.sqs.Queue.__name__ == "Queue"
assert aws.rds.EngineType.AURORA_POSTGRESQL == "aurora-postgresql"
assert aws.rds.outputs.ClusterMasterUserSecret.__name__ == "ClusterMasterUserSecret"
try:
    aws.rds.Nothing
except AttributeError as error:
    assert "Nothing" in str(error)
assert aws.rds.ClusterServerlessv2ScalingConfigurationArgs(max_capacity=1, min_capacity=0).max_capacity == 1
assert aws.rds.GlobalCluster
"""
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, timeout=120)


def test_a_function_of_the_name_of_its_module_is_the_function() -> None:
    program = """
from components.foundation.loading import lazy_aws
lazy_aws.install()
import pulumi_aws as aws
assert aws.ec2.get_ami.__name__ == "get_ami"
assert callable(aws.ec2.get_ami)
assert aws.ec2.GetAmiResult
assert callable(aws.ec2.get_ami)
"""
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, timeout=120)


def test_segments_are_kept_until_their_source_changes(tmp_path: Path) -> None:
    source, kept = tmp_path / "types.py", tmp_path / "kept" / "file"
    source.write_text(_SOURCE)
    first = SegmentCache(kept)
    assert first.of(source).has("OneArgs")
    assert first.of(source).quoted("OneArgs") == ("TwoArgs",)
    code = first.of(source).code("TwoArgs")
    first.save()

    again = SegmentCache(kept).of(source)
    assert (again.codes["TwoArgs"], again.names) == (code, frozenset({"OneArgs", "TwoArgs"}))

    source.write_text(_SOURCE.replace("TwoArgs", "ThreeArgs"))
    assert SegmentCache(kept).of(source).has("ThreeArgs")


@pytest.mark.parametrize("content", [b"", b"no code", b"\xff" * 9])
def test_a_damaged_file_is_as_good_as_none(content: bytes, tmp_path: Path) -> None:
    source, kept = tmp_path / "types.py", tmp_path / "kept"
    source.write_text(_SOURCE)
    kept.write_bytes(content)

    assert SegmentCache(kept).of(source).has("TwoArgs")


def test_a_traceback_names_the_line_of_the_source(tmp_path: Path) -> None:
    source = tmp_path / "types.py"
    source.write_text(_SOURCE)

    assert SegmentCache(tmp_path / "kept").of(source).code("TwoArgs").co_consts[0].co_firstlineno == 8
