from queue import Queue
from threading import Thread
from time import perf_counter

from sampling import report

ITEMS = 50_000


def take(q):
    for _ in range(ITEMS):
        q.get()


def stream():
    q = Queue(1000)
    thread = Thread(target=take, args=(q,))
    start = perf_counter()
    thread.start()
    for i in range(ITEMS):
        q.put({"id": i, "name": "some name", "ok": True, "values": [1, 2, 3]})
    thread.join()
    return perf_counter() - start


report(lambda: stream() / ITEMS * 1e6, rounds=20, warm_up=2)
