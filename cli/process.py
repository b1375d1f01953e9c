"""How every command begins and ends: settings, the opened app, and what a refusal looks like."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cli.output import complain
from content.errors import sentence
from content.problems import ContentError
from domain.errors import DomainError
from services.app import App, open_app
from services.settings import SettingsError, read_settings
from services.upkeep import NotReady, make_ready, trouble

__all__ = ["opened", "refusals_told"]

REFUSED = 1


@contextmanager
def opened() -> Iterator[App]:
    """The app of this installation, with a database that is ready for use."""
    settings = read_settings()
    make_ready(settings)
    with open_app(settings) as app:
        yield app


def refusals_told(run: Callable[[], None]) -> int:
    """Run the command line and return its exit code.

    A refusal goes to stderr in words and gives 1, never a traceback; wrong usage gives 2.
    """
    try:
        run()
    except SystemExit as end:  # how typer ends
        return end.code if isinstance(end.code, int) else 0
    except DomainError as error:
        complain(sentence(error))
    except (SettingsError, NotReady, ContentError) as error:
        complain(str(error))
    except OSError as error:  # a file that is not there, a full disk, a port in use
        complain(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except Exception as error:  # the database's own errors: only some are the machine's trouble
        if (refusal := trouble(error)) is None:
            raise
        complain(sentence(refusal))
    else:
        return 0
    return REFUSED
