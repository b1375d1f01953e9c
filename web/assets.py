"""Files that browsers load and may keep for a year: their address changes with their content."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

__all__ = ["Assets"]

KEEP = "public, max-age=31536000, immutable"
PRESSED = {".css", ".js", ".svg", ".txt"}  # fonts are compressed already
TYPES = {".woff2": "font/woff2", ".js": "text/javascript", ".css": "text/css"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file in memory, plain and compressed."""

    content: bytes
    pressed: bytes | None
    type: str


class Assets:
    """Every file of a folder, read once. One digest for all, so that files may name each other."""

    def __init__(self, folder: Path) -> None:
        self._files = {file.name: _read(file) for file in sorted(folder.iterdir())}
        together = hashlib.sha256()
        for name, asset in self._files.items():
            together.update(name.encode() + b"\0" + asset.content)
        self.version = together.hexdigest()[:12]

    def address(self, name: str) -> str:
        """Where browsers find a file; a name without a file is a mistake in a template."""
        if name not in self._files:
            raise LookupError(name)
        return f"/static/{self.version}/{name}"

    async def serve(self, request: Request) -> Response:
        """Answer a request for a file; an old address is served too, but not kept."""
        asset = self._files.get(request.path_params["name"])
        if asset is None:
            return Response(status_code=404)
        current = request.path_params["version"] == self.version
        headers = {"Cache-Control": KEEP if current else "no-cache", "Vary": "Accept-Encoding"}
        if asset.pressed and "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(asset.pressed, headers=headers, media_type=asset.type)
        return Response(asset.content, headers=headers, media_type=asset.type)


def _read(file: Path) -> Asset:
    content = file.read_bytes()
    pressed = gzip.compress(content, 9, mtime=0) if file.suffix in PRESSED else None
    guessed = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return Asset(content, pressed, TYPES.get(file.suffix, guessed))
