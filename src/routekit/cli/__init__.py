"""The command line, `routekit`.

Exit codes: 0 routed or done, 3 needs answers, 4 unrouted, 2 bad input, 1 failure.
"""

import sys

import click

from routekit.cli.bodies import bodies
from routekit.cli.boundaries import boundaries
from routekit.cli.demo import demo
from routekit.cli.route import ask, route
from routekit.cli.rules import rules

__all__ = ["main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="routekit", prog_name="routekit")
def commands() -> None:
    """Find which public body handles a council transaction here, why, and how to reach it.

    \b
    Example:
      routekit route report-speeding-traffic --at 51.4147,-1.5154 --answer limit_up_to_40=no
    """


for command in (demo, route, ask, rules, boundaries, bodies):
    commands.add_command(command)


def main() -> None:
    """Run a command; an error is one line (a broken pack: one line a problem), never a traceback."""
    from routekit.errors import InputError, RoutekitError, RulesError

    try:
        code = commands.main(prog_name="routekit", standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        _fail(error.format_message(), error.exit_code)
    except RulesError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except RoutekitError as error:
        _fail(str(error), 2 if isinstance(error, InputError) else 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str, code: int) -> None:
    click.echo(f"routekit: {' '.join(message.split())}", err=True)
    sys.exit(code)
