import multiprocessing
from concurrent.futures import ProcessPoolExecutor

from sampling import report, seconds

TASKS = 200


def noop():
    pass


if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:

        def body():
            for _ in range(TASKS):
                pool.submit(noop).result()

        report(lambda: seconds(body) / TASKS * 1e6, rounds=40, warm_up=5)
