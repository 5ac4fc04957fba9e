import subprocess
import sys

from sampling import report, seconds

PROGRAM = [sys.executable, "-c", "import concurrent.futures.thread"]

report(lambda: seconds(lambda: subprocess.run(PROGRAM, check=True)) * 1e3, rounds=20, warm_up=2)
