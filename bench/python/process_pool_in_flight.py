import multiprocessing
from concurrent.futures import ProcessPoolExecutor

from sampling import report, seconds

TASKS = 10_000


def noop():
    pass


if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as pool:

        def body():
            for future in [pool.submit(noop) for _ in range(TASKS)]:
                future.result()

        report(lambda: TASKS / seconds(body), rounds=8, warm_up=1)
