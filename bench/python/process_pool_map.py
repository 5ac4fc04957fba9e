import multiprocessing
from concurrent.futures import ProcessPoolExecutor

from sampling import report, seconds

ITEMS = 20_000


def square(x):
    return x * x


if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as pool:

        def body():
            list(pool.map(square, range(ITEMS), chunksize=100))

        report(lambda: ITEMS / seconds(body), rounds=15, warm_up=2)
