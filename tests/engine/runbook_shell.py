"""A shell for runbooks in which `pulumi` is the real engine, on a copy of the project."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from cli.doctor import examine as doctor
from cli.doctor.target import checks_of_running
from tests.engine.pulumi import Done, Pulumi
from tests.runbooks import programs
from tests.runbooks.shell import Shell

#: Commands that ask a person, who says yes to what a preview has shown.
_ASK = {"up", "destroy", "refresh"}


@contextmanager
def runbook_shell(pulumi: Pulumi, folder: Path) -> Generator[tuple[Shell, list[Done]]]:
    """The shell, and what each `pulumi` in it has done. `alex` knows the stack once it is deployed."""
    done, alex = list[Done](), pulumi.alex

    def engine(words: list[str]) -> tuple[int, str]:
        at = words.index("-s")
        words = words[:at] + words[at + 2 :]  # which `Pulumi.run` adds
        done.append(pulumi.run(*words, *(("--yes", "--skip-preview") if words[0] in _ASK else ())))
        return done[-1].code, done[-1].output

    def operator(words: list[str]) -> tuple[int, str]:
        with pytest.MonkeyPatch.context() as patch:
            alex.follow()
            programs.announce(alex.run_file(0.0), folder / "state", patch)
            # What was deployed are the settings of the copy.
            patch.setattr(doctor, "checks_of_running", partial(checks_of_running, root=pulumi.folder))
            return programs.alex(words, f"{alex.public_key}\n{alex.secret_key}\n")

    shell = Shell(folder, {"pulumi": engine, "alex": operator, "aws": programs.aws(alex.client)})
    try:
        yield shell, done
    finally:
        shell.close()
