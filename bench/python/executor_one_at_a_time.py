from concurrent.futures import ThreadPoolExecutor

from sampling import report, seconds

TASKS = 200


def noop():
    pass


with ThreadPoolExecutor(1) as pool:

    def body():
        for _ in range(TASKS):
            pool.submit(noop).result()

    report(lambda: seconds(body) / TASKS * 1e6, rounds=60, warm_up=5)
