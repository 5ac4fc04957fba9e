"""Small objects from process to process through a queue."""

import multiprocessing
from time import perf_counter

from sampling import report

ITEMS = 20_000


def take(queue, orders):
    while count := orders.recv():
        for _ in range(count):
            queue.get()
        orders.send(True)


def stream(queue, orders):
    start = perf_counter()
    orders.send(ITEMS)
    for i in range(ITEMS):
        queue.put({"id": i, "name": "some name", "ok": True, "values": [1, 2, 3]})
    orders.recv()
    return perf_counter() - start


def measure(name):
    """Measures the class of that name."""
    context = multiprocessing.get_context("spawn")
    queue = getattr(context, name)()
    orders, theirs = context.Pipe()
    process = context.Process(target=take, args=(queue, theirs))
    process.start()
    report(lambda: stream(queue, orders) / ITEMS * 1e6, rounds=15, warm_up=2)
    orders.send(0)
    process.join()
