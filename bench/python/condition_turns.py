from threading import Condition

from turns import report_turns


def make():
    condition = Condition()
    turn = [0]

    def side(mine):
        def body(turns):
            with condition:
                for _ in range(turns):
                    while turn[0] != mine:
                        condition.wait()
                    turn[0] = 1 - mine
                    condition.notify()

        return body

    return [side(0), side(1)]


report_turns(make)
