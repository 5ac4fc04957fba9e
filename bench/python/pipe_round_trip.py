import multiprocessing

from sampling import report, seconds

CALLS = 500


def echo(connection):
    try:
        while True:
            connection.send_bytes(connection.recv_bytes())
    except EOFError:
        pass


if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=echo, args=(theirs,))
    process.start()
    theirs.close()

    def body():
        for _ in range(CALLS):
            ours.send_bytes(b"ping")
            ours.recv_bytes()

    report(lambda: seconds(body) / CALLS * 1e6, rounds=40, warm_up=5)
    ours.close()
    process.join()
