import subprocess

from sampling import report, seconds

COMMAND = ["head", "-c", str(1 << 28), "/dev/zero"]

report(
    lambda: seconds(lambda: subprocess.run(COMMAND, capture_output=True)) * 1e3,
    rounds=5,
    warm_up=1,
)
