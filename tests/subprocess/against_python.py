# Runs the cases of stdin by subprocess.run, and says what came of them.
import errno
import json
import subprocess
import sys


def outcome(case):
    options = dict(case.get("options", {}))
    if isinstance(options.get("input"), list):
        options["input"] = bytes(options["input"])
    merged = options.pop("merged", False)
    if "input" not in options:
        options["stdin"] = subprocess.DEVNULL
    try:
        result = subprocess.run(
            case["args"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if merged else subprocess.PIPE,
            **options,
        )
    except OSError as error:
        return {"code": errno.errorcode[error.errno], "filename": error.filename}
    except subprocess.CalledProcessError as error:
        result = error
    return {
        "failed": isinstance(result, Exception),
        "returncode": result.returncode,
        "stdout": plain(result.stdout),
        "stderr": plain(result.stderr),
    }


def plain(output):
    return output.decode("latin-1") if isinstance(output, bytes) else output


json.dump([outcome(case) for case in json.load(sys.stdin)], sys.stdout)
