"""Sends empty tasks and waits for all of them: `produce.py COUNT PRODUCERS`. Prints the seconds from the first sent to the last done."""

import sys
import time
from multiprocessing import get_context

from tasks import nothing


def produce(count):
    results = [nothing.delay() for _ in range(count)]
    for result in results:
        result.get(timeout=120)


def main():
    count, producers = int(sys.argv[1]), int(sys.argv[2])
    nothing.delay().get(timeout=60)  # until the workers are there
    processes = [get_context("spawn").Process(target=produce, args=(count // producers,)) for _ in range(producers)]
    began = time.monotonic()
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        sys.exit("a producer failed")
    print(time.monotonic() - began, flush=True)


if __name__ == "__main__":
    main()
