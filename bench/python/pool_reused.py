from concurrent.futures import ThreadPoolExecutor

from sampling import report, seconds

POOLS = 20


def noop():
    pass


def body():
    for _ in range(POOLS):
        with ThreadPoolExecutor(1) as pool:
            pool.submit(noop).result()


report(lambda: seconds(body) / POOLS * 1e6, rounds=40, warm_up=5)
