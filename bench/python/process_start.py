"""Starting a process that does nothing, and waiting for its end."""

import multiprocessing

from sampling import report, seconds


def nothing():
    pass


def measure(method):
    context = multiprocessing.get_context(method)

    def body():
        process = context.Process(target=nothing)
        process.start()
        process.join()

    report(lambda: seconds(body) * 1e3, rounds=30, warm_up=3)
