"""Runs unittest modules and ends with the line `N passed, N failed`."""

import sys
import time
import unittest


class _Result(unittest.TextTestResult):
    """Prints a line a test with its time; failures in full at the end."""

    def startTest(self, test):
        super().startTest(test)
        self.began = time.monotonic()

    def addSuccess(self, test):
        super().addSuccess(test)
        print(f"  ok      {time.monotonic() - self.began:5.1f} s  {name_of(test)}", flush=True)

    def addFailure(self, test, error):
        super().addFailure(test, error)
        print(f"  FAILED  {time.monotonic() - self.began:5.1f} s  {name_of(test)}", flush=True)

    def addError(self, test, error):
        super().addError(test, error)
        print(f"  ERROR   {name_of(test)}", flush=True)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        print(f"  skipped {name_of(test)}: {reason}", flush=True)


def name_of(test):
    return test.id().replace(".test_", " ").replace("_", " ").removeprefix("test ")


def run(folder, words):
    """Runs test_*.py of a folder, only those whose name contains one of the words; gives the exit code."""
    sys.path.insert(0, str(folder))
    suite = unittest.TestSuite()
    for case in _flatten(unittest.TestLoader().discover(str(folder), top_level_dir=str(folder))):
        if not words or any(word.lower() in f"{case.id()} {name_of(case)}".lower() for word in words):
            suite.addTest(case)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=0, resultclass=_Result).run(suite)
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed - len(result.skipped)} passed, {failed} failed")
    return 1 if failed or result.testsRun == 0 else 0


def _flatten(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from _flatten(item)
        else:
            yield item
