from threading import Thread

from sampling import report, seconds

THREADS = 50


def noop():
    pass


def body():
    for _ in range(THREADS):
        thread = Thread(target=noop)
        thread.start()
        thread.join()


report(lambda: seconds(body) / THREADS * 1e6, rounds=30, warm_up=3)
