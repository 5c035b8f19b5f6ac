"""Every example in the documents is run, and comes to what the document shows."""

import re
import shlex
import subprocess
import sysconfig
from doctest import ELLIPSIS, Example, OutputChecker
from pathlib import Path

from background import Background
from sybil import Region, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

ROUTEKIT = Path(sysconfig.get_path("scripts")) / "routekit"
NOT_RUN = {"make demo", "make test", "source .venv/bin/activate"}
ONLY_SHOWN = {"text", "{toctree}", "{include}"}
FINISHED = {0, 3, 4}
# They draw progress on standard error.
BARS = {("boundaries", "build"), ("boundaries", "check"), ("boundaries", "diff"), ("replay",)}

FENCE = re.compile(r"^```(?P<language>\S+)[^\n]*\n.*?^```$", re.MULTILINE | re.DOTALL)
SAVED = re.compile(
    r"(?P<how>Save this as|Add this to the end of)\s`(?P<name>[\w./-]+)`:\n\n```\w+\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
COMMAND = re.compile(r"^\$ (?P<line>(?:.*\\\n)*.*)\n?(?P<shown>(?:(?!\$ ).*\n?)*)", re.MULTILINE)
TYPED = re.compile(r"^(Answer 1 to \d+: )(.+\n)", re.MULTILINE)


def test_every_example_of_a_document_comes_to_what_it_shows(document, workplace, capsys):
    parsers = [
        PythonCodeBlockParser(doctest_optionflags=ELLIPSIS),
        CodeBlockParser("console", run_console),
        saved_files,
    ]
    with Background(workplace) as background:
        for example in Sybil(parsers).parse(document):
            example.namespace["background"] = background
            example.evaluate()
    if document.name != "README.md":
        assert capsys.readouterr().out == "", "Python that prints must show what, after >>>"


def test_every_block_of_a_document_is_run_or_saved_or_only_shown(document):
    text = document.read_text(encoding="utf-8")
    saved = [match.end() for match in SAVED.finditer(text)]
    left = [
        match["language"]
        for match in FENCE.finditer(text)
        if match["language"] not in {"python", "console"} | ONLY_SHOWN and match.end() not in saved
    ]
    assert left == []
    assert text.count("```") == 2 * len(FENCE.findall(text)), "a block without a language is not run"


def saved_files(document):
    for match in SAVED.finditer(document.text):
        yield Region(match.start(), match.end(), match, save)


def save(example):
    path = Path(example.parsed["name"])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w" if example.parsed["how"] == "Save this as" else "a", encoding="utf-8") as file:
        file.write(example.parsed["text"])


def run_console(example):
    """Run the lines that begin with a dollar and compare what follows each; say what differs."""
    commands = list(COMMAND.finditer(example.parsed))
    assert "".join(match[0] for match in commands) == example.parsed, "a console block begins with $"
    return "\n".join(filter(None, (run(match["line"], match["shown"], example) for match in commands)))


def run(line, shown, example):
    words = shlex.split(line.replace("\\\n", " "), comments=True)
    if shlex.join(words) in NOT_RUN:
        return "its output is shown but not checked" if shown.strip() else None
    if words == ["echo", "$?"]:
        return differing(shown, f"{example.namespace['exit code']}\n")
    if words[-1] == "&":
        return differing(shown, example.namespace["background"].start(words[1:-1]))
    if words[0] == "curl":
        return differing(shown, example.namespace["background"].curl(words[1:]) + "\n")
    assert words[0] == "routekit", f"{line!r} is neither routekit nor among {NOT_RUN}"
    assert "--register" in words or "--contact" not in words, "examples use no network"
    done = subprocess.run(
        [ROUTEKIT, *words[1:]],
        input="".join(typed for _, typed in TYPED.findall(shown)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if BARS & {tuple(words[1:2]), tuple(words[1:3])} else subprocess.STDOUT,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    example.namespace["exit code"] = done.returncode
    if shown:
        return differing(TYPED.sub(r"\1", shown), done.stdout)
    return None if done.returncode in FINISHED else f"{line} ends with {done.returncode}: {done.stdout}"


def differing(shown, came):
    """Say how an output differs from the one shown, in which ... stands for anything; None if it does not."""
    checker = OutputChecker()
    if checker.check_output(shown, came, ELLIPSIS):
        return None
    return checker.output_difference(Example("", shown), came, ELLIPSIS)
