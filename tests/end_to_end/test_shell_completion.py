"""skep completion: bash, zsh and fish complete the program's arguments."""

import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from case import server
from terminal import Terminal


class ShellCompletion(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="skep-test-"))
        self.addCleanup(shutil.rmtree, self.folder)
        (self.folder / "skep").symlink_to(server.binary())

    def script(self, shell):
        done = server.skep("completion", shell)
        self.assertEqual(done.returncode, 0, done.stderr)
        path = self.folder / f"completion.{shell}"
        path.write_text(done.stdout)
        return path

    def bash(self, *words):
        """What bash offers for the last of the words."""
        line = f"source {self.script('bash')}; COMP_WORDS=({' '.join(words)} ''); COMP_CWORD={len(words) - (words[-1] != '')}; " \
               "_skep; printf '%s\\n' \"${COMPREPLY[@]}\""
        done = subprocess.run(["bash", "-euc", line], capture_output=True, text=True, timeout=20)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.split()

    def test_bash(self):
        self.assertEqual(self.bash("skep", "se"), ["serve"])
        self.assertEqual(self.bash("skep", "sql", "--outp"), ["--outputformat"])
        self.assertEqual(self.bash("skep", "sql", "--format", "j"), ["json"])
        self.assertEqual(self.bash("skep", "serve", "--wareh"), ["--warehouse"])
        self.assertEqual(self.bash("skep", "completion", "z"), ["zsh"])

    def test_fish(self):
        def fish(line):
            done = subprocess.run(["fish", "--no-config", "-c", f"source {self.script('fish')}; complete -C '{line}'"],
                                  capture_output=True, text=True, timeout=20)
            self.assertEqual(done.stderr, "")
            return [candidate.split("\t")[0] for candidate in done.stdout.splitlines()]

        self.assertEqual(fish("skep se"), ["serve"])
        self.assertEqual(fish("skep sql --outp"), ["--outputformat"])
        self.assertEqual(fish("skep sql --format j"), ["json"])

    def test_zsh(self):
        with Terminal([shutil.which("zsh"), "-f"], environment={"PS1": "ready> ", "PATH": f"{self.folder}:/usr/bin:/bin"}) as zsh:
            zsh.wait_for("ready> ")
            zsh.wait_for_editor()
            zsh.type(f"autoload -U compinit; compinit -u -D; source {self.script('zsh')}; echo lo''aded\n")
            zsh.wait_for("loaded\n(.|\n)*ready> ")
            zsh.wait_for_editor()
            for line, completed in (("skep se\t", "rve"), ("skep sql --outp\t", "utformat"), ("skep sql --format j\t", "son")):
                zsh.type(line)
                zsh.wait_for(completed)
                zsh.type("\x15")


if __name__ == "__main__":
    unittest.main()
