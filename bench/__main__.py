"""Measures, one after the other, each in a process of its own: python -m bench [name …]."""

import subprocess
import sys
from pathlib import Path

MEASURES = {
    "press": "one press, beside python-telegram-bot",
    "stats": "the indicators of a commune of 126,000 people",
    "roster": "the roster of 126,000 people taken in",
    "week": "a week of that commune closed, and a year of a province read",
    "planning": "the reminders of 100,000 people planned at once",
    "blast": "5,000 people written to at once, while some of them press",
}


def main() -> int:
    names = sys.argv[1:] or [name for name in MEASURES if _exists(name)]
    failed = 0
    for name in names:
        print(f"\n{name}: {MEASURES.get(name, '')}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode
    return failed


def _exists(name: str) -> bool:
    return (Path(__file__).parent / f"{name}.py").exists()


if __name__ == "__main__":
    sys.exit(main())
