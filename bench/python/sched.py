import os
import sys

# This file is called like the module that it measures.
sys.path = [path for path in sys.path if os.path.abspath(path) != os.path.dirname(os.path.abspath(__file__))]
from sched import scheduler  # noqa: E402

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sampling import report, seconds  # noqa: E402

EVENTS = 5_000


def noop():
    pass


def body():
    s = scheduler(lambda: float("inf"), lambda delay: None)
    for i in range(EVENTS):
        s.enterabs(i * 7919 % 50_021, 1, noop)
    s.run()


report(lambda: seconds(body) / EVENTS * 1e6, rounds=5, warm_up=1)
