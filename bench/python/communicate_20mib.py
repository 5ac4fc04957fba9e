from subprocess import PIPE, Popen

from sampling import report, seconds

DATA = b"a" * (20 << 20)


def body():
    Popen(["cat"], stdin=PIPE, stdout=PIPE).communicate(DATA)


report(lambda: seconds(body) * 1e3, rounds=15, warm_up=2)
