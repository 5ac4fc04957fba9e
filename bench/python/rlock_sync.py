from threading import RLock

from sampling import report, seconds

PAIRS = 50_000


def body():
    lock = RLock()
    acquire, release = lock.acquire, lock.release
    for _ in range(PAIRS):
        acquire()
        release()


report(lambda: seconds(body) / PAIRS * 1e9, rounds=30, warm_up=3)
