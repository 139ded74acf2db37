"""Files that are not what was written: single bits, and ends that are missing."""

from workshop import RESUME

CHECKPOINTS = ["last.h5", "previous.h5", "best.h5"]

# What a truncated file may be answered with instead of the same bytes.
CODES = {"config.toml": {3}, "run.json": {5}}
TRUNCATED = ["checkpoints/last.h5", "checkpoints/previous.h5", "checkpoints/best.h5",
             "metrics.csv", "config.toml", "run.json", "params.json", "log.txt"]


def flip(checkpoint):
    """One bit of a checkpoint: the run finishes to the same bytes all the same."""

    def trial(shop, random, name):
        bench = shop.stopped_bench(name)
        path = bench.out / "checkpoints" / checkpoint
        content = bytearray(path.read_bytes())
        bit = random.randrange(8 * len(content))
        content[bit // 8] ^= 1 << bit % 8
        path.write_bytes(content)
        ended = bench.finish()
        # The one before the last is read only when the last is damaged.
        if checkpoint == "previous.h5":
            return "same bytes"
        return "same bytes, noticed" if str(path) in ended.err else "same bytes, unnoticed"

    return trial


def truncation(shop, random, name):
    """A file that ends early."""
    bench = shop.stopped_bench(name)
    file = random.choice(TRUNCATED)
    path = bench.out / file
    content = path.read_bytes()
    path.write_bytes(content[:random.randrange(len(content))])
    if file in CODES:
        ended = bench.npd(*RESUME)
        bench.check_clear(ended, CODES[file], [file])
        bench.check_order()
        return "refused by name"
    bench.finish()
    return "same bytes"
