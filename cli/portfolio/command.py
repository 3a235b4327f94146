"""`alex import`, `alex portfolio`, `alex prices` and `alex rates`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.shared.errors import UsageError, refuse_together
from cli.shared.options import JsonOption, StackOption, YesOption
from cli.shared.project import LOCAL_STACK

prices_app = typer.Typer(help="Show where prices come from: a file of them can be stored.", no_args_is_help=True)
rates_app = typer.Typer(help="Show where exchange rates come from: the ECB's file can be stored.", no_args_is_help=True)

#: Each is read before anything is stored.
FilesArgument = Annotated[
    list[Path],
    typer.Argument(metavar="FILE…", help="as a broker exports it; see docs/portfolios.md", exists=True, dir_okay=False),
]
FileArgument = typer.Argument(metavar="FILE", exists=True, dir_okay=False)


def import_files(
    files: FilesArgument,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--mapping",
            "-m",
            metavar="FIELD=HEADING",
            help="column of a table that is not recognised, e.g. quantity=Antal; repeatable, remembered",
            show_default=False,
        ),
    ] = None,
    stack: StackOption = LOCAL_STACK,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only show; needs no running system")] = False,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show what brokers' files hold, and store it in the portfolio.

    The files' accounts replace stored ones with the same number; everything else stays. Nothing is stored until it is
    confirmed. For a deployed stack, set ALEX_API_TOKEN to a user's token.

    Examples:

        alex import samples/brokers/*
        alex import mine.csv -m quantity=Antal -m price=Kurs
    """
    from cli.portfolio.import_files import import_files

    refuse_together({"--dry-run": dry_run, "--yes": yes}, "a dry run asks for no confirmation")
    if as_json and not (dry_run or yes):
        raise UsageError("--json asks no question", "add --dry-run or --yes")
    import_files(files, _mapping(mapping or []), stack, dry_run=dry_run, yes=yes, as_json=as_json)


def _mapping(given: list[str]) -> dict[str, str]:
    mapping = dict[str, str]()
    for each in given:
        field, sign, heading = each.partition("=")
        if not (field and sign and heading):
            raise UsageError(f"--mapping {each}: must be FIELD=HEADING, e.g. quantity=Antal")
        mapping[field.strip()] = heading
    return mapping


def portfolio(stack: StackOption = LOCAL_STACK, as_json: JsonOption = False) -> None:
    """Show the stored portfolio, with its value and with date and origin of every price.

    What is more than a month old is marked, and so is what has no value for want of a rate. For a deployed stack, set
    ALEX_API_TOKEN to a user's token.
    """
    from cli.portfolio.show import show_portfolio

    show_portfolio(stack, as_json=as_json)


@prices_app.command("import")
def prices_import(
    file: Annotated[Path, FileArgument], stack: StackOption = LOCAL_STACK, as_json: JsonOption = False
) -> None:
    """Store prices from a CSV file with the columns symbol and price, and perhaps currency, date and source.

    They value the portfolio of the token's user only. The newest price of an instrument counts.
    """
    from cli.portfolio.import_prices import import_prices

    import_prices(file, stack, as_json=as_json)


@rates_app.command("import")
def rates_import(
    file: Annotated[Path, FileArgument], stack: StackOption = LOCAL_STACK, as_json: JsonOption = False
) -> None:
    """Store the exchange rates of a file of the European Central Bank.

    Files are eurofxref-daily.xml, eurofxref.csv and eurofxref-hist.csv, from which the newest day is taken. They value
    the portfolio of the token's user only.
    """
    from cli.portfolio.import_rates import import_rates

    import_rates(file, stack, as_json=as_json)
