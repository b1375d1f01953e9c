"""Pictures of the lessons: known at start, with their size, so that pages do not jump."""

import struct
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response

__all__ = ["Picture", "Pictures"]

PNG = b"\x89PNG\r\n\x1a\n"
SIZE_AT = slice(16, 24)  # width and height in the first block of a PNG
KEEP = "public, max-age=86400"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a page needs it."""

    address: str
    width: int
    height: int


class Pictures:
    """All PNG files below the content folder. Nothing else of that folder is ever served."""

    def __init__(self, root: Path) -> None:
        self._files = {
            file.relative_to(root).as_posix(): file for file in sorted(root.rglob("*.png"))
        }
        self._known = {name: _measured(name, file) for name, file in self._files.items()}

    def find(self, name: str) -> Picture | None:
        """A picture by its path below `content/`."""
        return self._known.get(name)

    async def serve(self, request: Request) -> Response:
        """Answer a request for a picture."""
        file = self._files.get(request.path_params["name"])
        if file is None:
            return Response(status_code=404)
        return FileResponse(file, headers={"Cache-Control": KEEP})


def _measured(name: str, file: Path) -> Picture | None:
    with file.open("rb") as opened:
        head = opened.read(24)
    if not head.startswith(PNG):
        return None
    width, height = struct.unpack(">II", head[SIZE_AT])
    return Picture(f"/pictures/{name}", width, height)
