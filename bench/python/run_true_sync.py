import subprocess

from sampling import report, seconds

report(lambda: seconds(lambda: subprocess.run(["true"])) * 1e6, rounds=200, warm_up=10)
