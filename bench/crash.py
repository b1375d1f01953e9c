"""The drill with twenty kills: python -m bench.crash (see tests/crash/drill.py for its options)."""

from tests.crash.drill import main

if __name__ == "__main__":
    main()
