"""`bdhvs staff ...`: inviting those who work for the campaign."""

from typing import Annotated

import typer

from cli.output import print_json
from cli.process import opened
from domain.errors import DomainError
from domain.vocabulary import Role
from services import invitations

app = typer.Typer(help="Heads, helpers and officials.", no_args_is_help=True)

ROLES = ", ".join(role.value for role in Role)


@app.command()
def invite(
    role: Annotated[str, typer.Option(help=f"One of {ROLES}.")],
    unit: Annotated[str, typer.Option(help="The code of the hamlet, commune or organisation.")],
    bot_name: Annotated[
        str, typer.Option(help="The name of the Telegram bot, if TELEGRAM_BOT_NAME is not set.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Print a link for one person, for each channel; it lapses after seven days."""
    if role not in {*Role}:
        raise DomainError("unknown_role", role=role, roles=ROLES)
    with opened() as app_:
        made = app_.database.write(
            invitations.invite_by_code, Role(role), unit, now=app_.clock.now()
        )
        links = invitations.links(
            made,
            address=app_.settings.address,
            bot_name=bot_name or app_.settings.telegram_bot_name,
        )
    if as_json:
        print_json(
            {
                "role": made.role.value,
                "unit": made.unit.code,
                "telegram": links.telegram or None,
                "web": links.web,
                "payload": made.payload,
                "expires_at": made.expires_at,
            }
        )
        return
    typer.echo(f"{made.unit.code} {made.unit.name}, {made.role.value}")
    if links.telegram:
        typer.echo(f"Telegram: {links.telegram}")
    typer.echo(f"Web:      {links.web}")
    typer.echo(f"Or send this to the bot: /start {made.payload}")
    typer.echo(f"For one person, until {made.expires_at.astimezone(app_.zone):%d/%m/%Y %H:%M}.")
