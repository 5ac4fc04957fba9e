from process_start import measure

if __name__ == "__main__":
    measure("forkserver")
