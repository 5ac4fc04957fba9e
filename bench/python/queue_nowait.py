from queue import Queue

from sampling import report, seconds

PAIRS = 20_000


def body():
    q = Queue()
    put, get = q.put_nowait, q.get_nowait
    for i in range(PAIRS):
        put(i)
        get()


report(lambda: seconds(body) / PAIRS * 1e9, rounds=30, warm_up=3)
