from threading import Event

from turns import report_turns


def make():
    events = [Event(), Event()]
    events[0].set()

    def side(mine, other):
        def body(turns):
            for _ in range(turns):
                mine.wait()
                mine.clear()
                other.set()

        return body

    return [side(events[0], events[1]), side(events[1], events[0])]


report_turns(make)
