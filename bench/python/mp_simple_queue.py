from process_queue import measure

if __name__ == "__main__":
    measure("SimpleQueue")
