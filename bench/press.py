"""One press, update in to answer handed over, beside python-telegram-bot on the same loopback."""

import argparse
from statistics import median

from bench.programs import Result, run, stand_in

PEERS = {
    "PTB echo": "bench.peers.echo",
    "PTB echo + 1 commit": "bench.peers.commit",
    "ours, all stored": "bench.peers.ours",
}
ACCOUNTS = 500


def measure(runs: int, count: int, kind: str) -> dict[str, list[Result]]:
    """Interleaved runs, so that a slow minute of the machine hits everybody."""
    results: dict[str, list[Result]] = {name: [] for name in PEERS}
    with stand_in() as telegram:
        for _ in range(runs):
            for name, bot in PEERS.items():
                telegram.ask("reset")
                what = [[1 + n % ACCOUNTS, "q:a"] for n in range(count)]
                telegram.ask(kind, what=what)
                results[name].append(run(bot, telegram, count))
    return results


def show(results: dict[str, list[Result]], kind: str) -> None:
    rates = {name: median(r.rate for r in runs) for name, runs in results.items()}
    base = rates["PTB echo + 1 commit"]
    print(f"\n{kind}: updates/s (range), ratio to PTB echo + 1 commit, CPU, resident memory")
    for name, runs in results.items():
        low, high = min(r.rate for r in runs), max(r.rate for r in runs)
        cpu, memory = median(r.cpu_ms for r in runs), median(r.rss_mb for r in runs)
        print(
            f"  {name:22} {rates[name]:6.0f} ({low:.0f}-{high:.0f})  {rates[name] / base:5.2f} x"
            f"  {cpu:5.2f} ms  {memory:4.0f} MB"
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--count", type=int, default=5000)
    options.add_argument("--kind", choices=["press", "say", "both"], default="both")
    given = options.parse_args()
    for kind in ("press", "say") if given.kind == "both" else (given.kind,):
        show(measure(given.runs, given.count, kind), kind)


if __name__ == "__main__":
    main()
