"""Samples as the rows of TypeScript take them, printed for bench/main.mjs."""

import json
from time import perf_counter


def seconds(body):
    start = perf_counter()
    body()
    return perf_counter() - start


def report(sample, rounds, warm_up):
    """Prints `rounds` figures that sample() returns, in the unit of the row."""
    samples = [sample() for _ in range(warm_up + rounds)][warm_up:]
    print(json.dumps({"samples": samples}))
