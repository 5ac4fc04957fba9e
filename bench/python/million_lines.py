from subprocess import PIPE, Popen

from sampling import report, seconds


def body():
    with Popen(["seq", "1000000"], stdout=PIPE, text=True) as child:
        for _ in child.stdout:
            pass


report(lambda: seconds(body) * 1e3, rounds=15, warm_up=2)
