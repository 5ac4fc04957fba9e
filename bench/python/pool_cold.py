from concurrent.futures import ThreadPoolExecutor

from sampling import report, seconds

pools = []


def noop():
    pass


def body():
    pools.append(ThreadPoolExecutor(1))
    pools[-1].submit(noop).result()


report(lambda: seconds(body) * 1e3, rounds=20, warm_up=2)
