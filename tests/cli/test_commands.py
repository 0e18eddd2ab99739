"""Every command is announced as it is, and imported only when it is called."""

import subprocess
import sys

import pytest

from audit.cli.commands import COMMANDS, Command, loaded

EACH = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)


@EACH
def test_it_is_announced_as_it_describes_itself(command: Command) -> None:
    made = loaded(command)
    assert made.name == command.name
    assert " ".join(made.help.split("\n\n")[0].split()) == command.help


@EACH
def test_its_own_help_is_shown(audit, command: Command) -> None:
    shown = audit(command.name, "--help")
    assert shown.code == 0
    assert command.help.split()[0] in shown.out
    assert "completion" not in shown.out


def test_one_command_does_not_wait_for_another() -> None:
    code = (
        "import sys; from audit.__main__ import main; sys.argv = ['audit', 'cache', '--help']\n"
        "try: main()\nexcept SystemExit: print('MODULES', *sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    modules = set(done.stdout.rpartition("MODULES ")[2].split())
    assert "audit.cli.cache" in modules
    assert modules & {"audit.cli.run", "audit.cli.apply", "audit.cli.corpus", "audit.pipeline"} == set()


def test_help_imports_no_command() -> None:
    code = (
        "import sys; from audit.__main__ import main; sys.argv = ['audit', '--help']\n"
        "try: main()\nexcept SystemExit: print('MODULES', *sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    modules = set(done.stdout.rpartition("MODULES ")[2].split())
    assert "audit.cli.commands" in modules
    assert modules & {f"audit.cli.{command.name}" for command in COMMANDS} == set()


def test_a_slip_is_answered_with_the_nearest_name(audit) -> None:
    slip = audit("reveiw")
    assert slip.code == 2
    assert "Did you mean 'review'" in slip.err
