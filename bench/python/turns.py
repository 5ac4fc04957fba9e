"""Two threads, each with one half of the work: the sample is the time of one turn of both."""

import threading

from sampling import report, seconds

TURNS = 200


def report_turns(make):
    """make() returns the two bodies, which take the number of turns."""

    def sample():
        threads = [threading.Thread(target=body, args=(TURNS,)) for body in make()]

        def run():
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

        return seconds(run) / TURNS * 1e6

    report(sample, rounds=20, warm_up=2)
