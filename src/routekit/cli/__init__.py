"""The command line, `routekit`.

Exit codes: 0 routed or done, 3 needs answers, 4 unrouted, 2 bad input, 1 failure.
"""

import sys

import click

from routekit.cli.batch import batch
from routekit.cli.bodies import bodies
from routekit.cli.boundaries import boundaries
from routekit.cli.checking import check
from routekit.cli.comparing import diff
from routekit.cli.contacts import contacts
from routekit.cli.contacts_cache import cache
from routekit.cli.demo import demo
from routekit.cli.evidence import evidence
from routekit.cli.failing import code_of, words_of
from routekit.cli.replay import replay
from routekit.cli.route import ask, route
from routekit.cli.rules import rules
from routekit.cli.serve import serve
from routekit.cli.terminal import complain, give_up_output, take_any_character

__all__ = ["main"]

INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="routekit", prog_name="routekit")
def commands() -> None:
    """Find which public body handles a council transaction here, why, and how to reach it.

    \b
    Example:
      routekit route report-speeding-traffic --at 51.4147,-1.5154 --answer limit_up_to_40=no
    """


for command in (check, diff):
    boundaries.add_command(command)
contacts.add_command(cache)
for command in (demo, route, ask, batch, replay, rules, boundaries, bodies, contacts, serve, evidence):
    commands.add_command(command)


def main() -> None:
    """Run a command; an error is one line (several problems: a line each), never a traceback."""
    take_any_character()
    sys.exit(_run())


def _run() -> int:
    from routekit.errors import RoutekitError

    try:
        code = commands.main(prog_name="routekit", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()  # while a full disk can still be reported
    except (click.exceptions.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except click.exceptions.NoArgsIsHelpError as error:
        complain(error.format_message())
        return error.exit_code
    except click.ClickException as error:
        complain(f"routekit: {' '.join(error.format_message().split())}")
        return error.exit_code
    except RoutekitError as error:
        complain(words_of(error))
        return code_of(error)
    except OSError as error:
        give_up_output(error)
        return 1
    return code if isinstance(code, int) else 0
