"""Secrets that open a door once. Only their digests are kept: a stolen database opens none."""

import hashlib
import secrets

from domain.names import fold

__all__ = ["digest", "new", "new_slip", "slip_digest"]

SLIP_LENGTH = 6
DIGITS = "23456789"
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"  # without those that look like digits: I, L, O


def new() -> str:
    """A token of 32 signs that may stand in an address and behind a deep link."""
    return secrets.token_urlsafe(24)


def digest(purpose: str, token: str) -> str:
    """What is kept of a token; the purpose keeps one door's key from opening another."""
    return hashlib.sha256(f"{purpose}:{token}".encode()).hexdigest()


def new_slip() -> str:
    """Six signs to be read aloud and typed; with a letter and a digit, so never a plain word."""
    while True:
        code = "".join(secrets.choice(DIGITS + LETTERS) for _ in range(SLIP_LENGTH))
        if any(sign in DIGITS for sign in code) and any(sign in LETTERS for sign in code):
            return code


def slip_digest(code: str) -> str:
    """What is kept of a slip code, however it was typed: "ab-2c 3d" is "AB2C3D"."""
    return digest("slip", fold(code).replace(" ", "").upper())
