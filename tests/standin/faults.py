"""What can go wrong at Telegram, on demand."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fault:
    """How a call fails. `delivers`: it is carried out all the same, only the answer is lost.
    `raw`: the body as it is, instead of one of Telegram's."""

    status: int = 500
    description: str = "Internal Server Error"
    parameters: dict[str, Any] = field(default_factory=dict)
    hang: float = 0.0
    reset: bool = False
    delivers: bool = False
    raw: str = ""

    @classmethod
    def blocked(cls) -> "Fault":
        return cls(403, "Forbidden: bot was blocked by the user")

    @classmethod
    def flood(cls, seconds: int) -> "Fault":
        text = f"Too Many Requests: retry after {seconds}"
        return cls(429, text, {"retry_after": seconds})

    @classmethod
    def bad(cls, text: str) -> "Fault":
        return cls(400, f"Bad Request: {text}")

    @classmethod
    def server(cls, status: int = 502) -> "Fault":
        return cls(status, "Bad Gateway")

    @classmethod
    def timeout(cls, seconds: float = 60.0, *, delivers: bool = False) -> "Fault":
        return cls(hang=seconds, delivers=delivers, reset=True)

    @classmethod
    def broken(cls, *, delivers: bool = False) -> "Fault":
        return cls(reset=True, delivers=delivers)

    @property
    def body(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        return told | ({"parameters": self.parameters} if self.parameters else {})


class Scripts:
    """Faults waiting for their calls."""

    def __init__(self) -> None:
        self._faults: defaultdict[tuple[str, int | None], deque[Fault]] = defaultdict(deque)

    def add(self, method: str, fault: Fault, times: int, chat: int | None) -> None:
        self._faults[method, chat].extend([fault] * times)

    def next(self, method: str, chat: int | None) -> Fault | None:
        if not self._faults:
            return None
        for key in ((method, chat), (method, None)):
            if self._faults.get(key):
                return self._faults[key].popleft()
        return None
