"""How a visitor is known again: a random id in a signed cookie, and nothing about the person."""

import re
import secrets

from itsdangerous import BadSignature, Signer
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response

__all__ = ["COOKIE", "Visitors"]

COOKIE = "khach"
YEAR = 365 * 24 * 3600
ID = re.compile(r"[A-Za-z0-9_-]{22}")


class Visitors:
    """Gives out and checks the cookies of the chat page."""

    def __init__(self, secret: SecretStr, *, secure: bool) -> None:
        self._signer = Signer(secret.get_secret_value(), salt="web.visitor")
        self._secure = secure

    def known(self, request: Request) -> str | None:
        """The visitor's id, or None without a cookie of ours."""
        try:
            visitor = self._signer.unsign(request.cookies.get(COOKIE, "")).decode()
        except BadSignature:
            return None
        return visitor if ID.fullmatch(visitor) else None

    def new(self) -> str:
        """An id that nobody can guess."""
        return secrets.token_urlsafe(16)

    def keep(self, response: Response, visitor: str) -> None:
        """Remember the visitor in this browser for a year."""
        response.set_cookie(
            COOKIE,
            self._signer.sign(visitor).decode(),
            max_age=YEAR,
            httponly=True,
            samesite="lax",
            secure=self._secure,
        )

    def forget(self, response: Response) -> None:
        """Make this browser a stranger again, as on a shared computer."""
        response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=self._secure)
