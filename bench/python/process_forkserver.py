import multiprocessing

from sampling import report, seconds


def nothing():
    pass


if __name__ == "__main__":
    context = multiprocessing.get_context("forkserver")

    def body():
        process = context.Process(target=nothing)
        process.start()
        process.join()

    report(lambda: seconds(body) * 1e3, rounds=30, warm_up=3)
