import asyncio
from time import perf_counter

from sampling import report

PAIRS = 50_000


async def pairs():
    lock = asyncio.Lock()
    start = perf_counter()
    for _ in range(PAIRS):
        await lock.acquire()
        lock.release()
    return perf_counter() - start


report(lambda: asyncio.run(pairs()) / PAIRS * 1e9, rounds=30, warm_up=3)
