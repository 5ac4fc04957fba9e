from queue import PriorityQueue

from sampling import report, seconds

ENTRIES = 100_000
PRIORITIES = []
seed = 1
for _ in range(ENTRIES):
    seed = seed * 48_271 % 2_147_483_647
    PRIORITIES.append(seed)


def body():
    q = PriorityQueue()
    put, get = q.put_nowait, q.get_nowait
    for i in range(ENTRIES):
        put((PRIORITIES[i], i))
    for _ in range(ENTRIES):
        get()


report(lambda: seconds(body) / ENTRIES * 1e6, rounds=5, warm_up=1)
