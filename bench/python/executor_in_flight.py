from concurrent.futures import ThreadPoolExecutor

from sampling import report, seconds

TASKS = 20_000


def noop():
    pass


with ThreadPoolExecutor(2) as pool:

    def body():
        for future in [pool.submit(noop) for _ in range(TASKS)]:
            future.result()

    report(lambda: TASKS / seconds(body), rounds=10, warm_up=1)
