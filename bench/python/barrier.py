from threading import Barrier

from turns import report_turns


def make():
    barrier = Barrier(2)

    def body(turns):
        for _ in range(turns):
            barrier.wait()

    return [body, body]


report_turns(make)
