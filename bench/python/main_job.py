import hashlib
import os
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sampling import report, seconds

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
CHUNK_SIZE = 1 << 21
BYTES_TO_MEASURE = 1 << 23
WORD = re.compile(rb"[A-Za-z]{2,}")


def find_chunks():
    chunks, in_chunk, total = [[]], 0, 0
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (os.path.join(folder, name) for name in sorted(names)):
            size = os.path.getsize(path) if os.path.isfile(path) else BYTES_TO_MEASURE
            # The executables among the files are no texts.
            if size > 1 << 21:
                continue
            if total + size > BYTES_TO_MEASURE:
                return chunks
            if in_chunk + size > CHUNK_SIZE:
                chunks.append([])
                in_chunk = 0
            chunks[-1].append(path)
            in_chunk += size
            total += size
    return chunks


def measure(paths):
    files, words = [], Counter()
    for path in paths:
        with open(path, "rb") as file:
            content = file.read()
        found = WORD.findall(content.lower())
        words.update(found)
        digest = hashlib.sha256(content).hexdigest()
        files.append((path, digest, len(content), content.count(b"\n"), len(found)))
    return files, words


chunks = find_chunks()

with ThreadPoolExecutor(2) as pool:

    def sample():
        alone = seconds(lambda: [measure(chunk) for chunk in chunks])
        return alone / seconds(lambda: list(pool.map(measure, chunks)))

    report(sample, rounds=5, warm_up=1)
