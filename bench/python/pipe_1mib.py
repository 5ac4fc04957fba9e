import multiprocessing

from sampling import report, seconds

COUNT = 64
MESSAGE = bytes(1 << 20)


def sink(connection):
    while count := connection.recv():
        for _ in range(count):
            connection.recv_bytes()
        connection.send_bytes(b"")


if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=sink, args=(theirs,))
    process.start()

    def body():
        ours.send(COUNT)
        for _ in range(COUNT):
            ours.send_bytes(MESSAGE)
        ours.recv_bytes()

    report(lambda: COUNT * len(MESSAGE) / 1e6 / seconds(body), rounds=20, warm_up=3)
    ours.send(0)
    process.join()
