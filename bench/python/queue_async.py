import asyncio
from time import perf_counter

from sampling import report

PAIRS = 20_000


async def pairs():
    q = asyncio.Queue()
    start = perf_counter()
    for i in range(PAIRS):
        await q.put(i)
        await q.get()
    return perf_counter() - start


report(lambda: asyncio.run(pairs()) / PAIRS * 1e9, rounds=30, warm_up=3)
