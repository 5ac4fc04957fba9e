from threading import local

from sampling import report, seconds

PAIRS = 50_000


def body():
    mine = local()
    total = 0
    for i in range(PAIRS):
        mine.x = i
        total += mine.x


report(lambda: seconds(body) / PAIRS * 1e9, rounds=30, warm_up=3)
