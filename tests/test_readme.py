"""The README and the recipes say what is true."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from flows.command import app
from transforms.tables import TABLES

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_command_is_told():
    commands = set(get_command(app).commands)
    told = set(re.findall(r"^dateline (\w+)", README, re.M))
    assert told == commands, "README: the section Commands lists all commands, and no others"


def test_every_option_that_is_told_exists():
    options = {
        (name, option)
        for name, command in get_command(app).commands.items()
        for parameter in command.params
        for option in parameter.opts
    }
    for line in re.findall(r"^(?:\$ )?dateline .+", README, re.M):
        name = line.removeprefix("$ ").split()[1]
        for option in re.findall(r"(?<=\s)--[a-z-]+", line.split("#")[0]):
            assert (name, option) in options, f"README: {line}"


def test_every_table_is_told():
    told = set(re.findall(r"`(\w+)`", README))
    assert {table.name for table in TABLES} <= told


@pytest.mark.parametrize("target", re.findall(r"^make (\w+)$", README, re.M))
def test_make_targets_exist(target):
    assert re.search(rf"^{target}:", MAKEFILE, re.M)


@pytest.mark.parametrize("path", re.findall(r"\]\((?!https?:)([^)#]+)\)", README))
def test_links_lead_somewhere(path):
    assert (ROOT / path).exists()
