import os
import re
import tempfile
import unittest

from understudy import SOURCE, clean_environment, run

QUICKSTART = os.path.join(SOURCE, "scenarios/quickstart.yaml")
NAME = "An OTP survives one overloaded answer"


def golden_digest():
    with open(os.path.join(SOURCE, "tests/golden/quickstart.digest")) as file:
        return file.read().strip()


class Run(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def file(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def quickstart(self, before="", after=""):
        """A copy of it with something exchanged."""
        with open(QUICKSTART) as file:
            text = file.read()
        self.assertIn(before, text)
        return self.file("flow.yaml", text.replace(before, after))

    def test_one_scenario_is_one_line_with_its_digest(self):
        ended = run("run", QUICKSTART)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        self.assertEqual(ended.stdout, f"ok      {NAME}  {golden_digest()}\n")

    def test_three_stages_have_one_digest(self):
        ended = run("run", QUICKSTART, "--over", "memory,sockets,cassette")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        stages = re.findall(r"^  (\w+) +ok +(\S+) +[\d.]+ ms$", ended.stdout, re.M)
        self.assertEqual(stages, [(name, golden_digest()) for name in ("memory", "sockets", "cassette")])
        self.assertTrue(ended.stdout.endswith("  journals equal\n"), ended.stdout)

    def test_a_seed_decides(self):
        def digest(*options, **env):
            return run("run", QUICKSTART, *options, env=clean_environment(**env)).stdout.split()[-1]

        self.assertEqual(digest("--seed", "42"), golden_digest())
        self.assertNotEqual(digest("--seed", "43"), golden_digest())
        self.assertEqual(digest("--seed", "43"), digest(UNDERSTUDY_SEED="43"))

    def test_a_failure_says_where_and_how_to_repeat_it(self):
        flow = self.quickstart("attempts: 2,", "attempts: 3,")
        ended = run("run", flow, "--seed", "7")
        self.assertEqual((ended.returncode, ended.stderr), (1, ""))
        self.assertRegex(ended.stdout, rf"^FAILED  {NAME}  sha256:\w+\n"
                                       rf"  {flow}:\d+:5: expect: expected attempts 3, got 2\n"
                                       rf"  repeat: understudy run {flow} --seed 7 --over memory\n$")
        repeated = run(*ended.stdout.splitlines()[-1].split()[2:])
        self.assertEqual(repeated.stdout, ended.stdout)

    def test_a_recording_is_played_by_a_later_run(self):
        cassette = os.path.join(self.folder, "flow.cassette")
        self.assertEqual(run("run", QUICKSTART, "--record", cassette).returncode, 0)
        played = run("run", QUICKSTART, "--over", f"memory,cassette:{cassette}")
        self.assertEqual(played.returncode, 0, played.stdout)
        self.assertIn("journals equal", played.stdout)

        changed = self.quickstart("Your code is 123456", "Your code is 654321")
        refused = run("run", changed, "--over", f"cassette:{cassette}")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("unmatched", refused.stdout)
        self.assertIn("654321", refused.stdout)

    def test_journals_that_differ_are_a_failure_with_the_first_event(self):
        cassette = os.path.join(self.folder, "flow.cassette")
        run("run", QUICKSTART, "--record", cassette)
        ended = run("run", QUICKSTART, "--seed", "7", "--over", f"memory,cassette:{cassette}")
        self.assertEqual(ended.returncode, 1)
        self.assertRegex(ended.stdout, r"journals of memory and cassette:\S+ differ: event \d+ differs:\n  expected \{.*\n  actual   \{")

    def test_a_folder_is_all_its_scenarios_and_a_sum(self):
        ended = run("run", os.path.join(SOURCE, "scenarios"))
        self.assertEqual(ended.returncode, 0, ended.stdout)
        lines = ended.stdout.splitlines()
        self.assertEqual(lines[-1], f"{len(lines) - 1} scenarios, {len(lines) - 1} passed, 0 failed")
        self.assertEqual(len(ended.stderr.splitlines()), len(lines) - 1)  # progress is no result

    def test_a_timeline_has_no_colour_where_nobody_watches(self):
        ended = run("run", QUICKSTART, "--timeline")
        self.assertIn("client --> twilio          POST Messages  $support to +15550100099", ended.stdout)
        self.assertNotIn("\x1b", ended.stdout)

    def test_input_that_is_wrong_is_said_and_nothing_is_played(self):
        bad = self.file("bad.yaml", "understudy: 1\nname: x\nsteps:\n  - sned: {}\n")
        missing = os.path.join(self.folder, "none.yaml")
        empty = os.path.join(self.folder, "empty")
        os.mkdir(empty)
        cases = [
            ([bad, QUICKSTART], f"{bad}:4:5: unknown key 'sned' in 'step'; did you mean 'send'?\n"),
            ([self.file("no.yaml", "a: [\n")], "no.yaml:2:1: this is not YAML: end of sequence flow not found\n"),
            ([missing], f"{missing}: No such file or directory\n"),
            ([empty], f"{empty}: no *.yaml in this folder\n"),
            ([], "path is required"),
            ([QUICKSTART, "--seed", "soon"], "--seed"),
            ([QUICKSTART, "--over", "moon"], '--over wants memory, sockets, cassette or cassette:FILE, got "moon"'),
            ([QUICKSTART, "--over", "cassette"], "--over cassette plays what sockets recorded before it"),
            ([QUICKSTART, "--over", f"cassette:{missing}"], missing),
            ([QUICKSTART, "--over", "memory", "--record", "x"], "--record takes down what goes over sockets"),
            ([QUICKSTART, QUICKSTART, "--record", "x"], "--record takes down one scenario"),
        ]
        for arguments, message in cases:
            with self.subTest(arguments=arguments):
                ended = run("run", *arguments)
                self.assertEqual((ended.returncode, ended.stdout), (2, ""))
                self.assertIn(message, ended.stderr)

    def test_a_machine_that_will_not_is_no_failed_expectation(self):
        ended = run("run", QUICKSTART, "--record", os.path.join(self.folder, "no", "such", "place"))
        self.assertEqual(ended.returncode, 3)
        self.assertIn("cannot write the cassette", ended.stderr)


if __name__ == "__main__":
    unittest.main()
