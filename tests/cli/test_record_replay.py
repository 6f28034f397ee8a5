import base64
import os
import re
import tempfile
import unittest

from understudy import ACCOUNT, App, MESSAGES, Running, SOURCE, TOKEN, run


def content(path):
    with open(path) as file:
        return file.read()


class RecordAndReplay(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.cassette = os.path.join(folder.name, "otp.yaml")

    def record(self, app):
        """One message from create to delivered, through the proxy both ways; what the create answered."""
        with Running("serve", "--port", "0", "--clock", "manual") as twilio:
            with Running("record", "--to", self.cassette, "--upstream", twilio.origin, "--webhooks", app.origin, "--port", "0") as proxy:
                status, message = proxy.create(StatusCallback=proxy.origin + "/status")
                self.assertEqual(status, 201)
                twilio.advance("30s")
                self.assertEqual(proxy.ask("GET", f"{MESSAGES}/{message['sid']}.json")[1]["status"], "delivered")
                self.assertEqual(proxy.stop(), 0)
                self.assertIn(f"{self.cassette}: 4 interactions\n", proxy.output)
        return message

    def test_both_directions_are_recorded_without_a_credential(self):
        with App() as app:
            self.record(app)
            self.assertEqual(app.statuses(), ["sent", "delivered"])
            self.assertTrue(all(genuine for _, _, genuine in app.got))  # signed for the URL that Twilio called
        text = content(self.cassette)
        for secret in TOKEN, base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode(), "X-Twilio-Signature":
            self.assertNotIn(secret, text)
        self.assertNotRegex(text, "(?im)^ *authorization:")
        self.assertIn("MessageStatus: delivered", text)

    def test_a_replay_answers_as_recorded_and_posts_the_webhooks_signed_anew(self):
        with App() as app:
            message = self.record(app)
            recorded = [form for _, form, _ in app.got]
        with App() as app, Running("replay", self.cassette, "--port", "0", "--against", app.origin, "--speed", "instant") as tape:
            status_callback = re.search(r"StatusCallback: (\S+)", content(self.cassette)).group(1)
            status, replayed = tape.create(StatusCallback=status_callback)
            self.assertEqual((status, replayed), (201, message))
            app.wait_for(2)
            self.assertEqual([form for _, form, _ in app.got], recorded)
            self.assertTrue(all(genuine for _, _, genuine in app.got))
            self.assertEqual(tape.ask("GET", f"{MESSAGES}/{message['sid']}.json")[1]["status"], "delivered")
            self.assertEqual(tape.stop(), 0, tape.output + tape.log)

    def test_a_request_that_is_not_on_the_cassette_is_told_the_nearest_one(self):
        with App() as app:
            self.record(app)
        with Running("replay", self.cassette, "--port", "0") as tape:
            status, answer = tape.create(Body="bye")
            self.assertEqual((status, answer["status"]), (404, 404))
            for part in "Body", "hi", "bye", "unused":
                self.assertIn(part, answer["message"])
            self.assertEqual(tape.stop(), 1)  # an expectation failed: something asked for what is not there

    def test_an_existing_cassette_is_not_overwritten_unless_asked(self):
        with App() as app:
            self.record(app)
        before = content(self.cassette)
        refused = run("record", "--to", self.cassette, "--upstream", "http://127.0.0.1:1")
        self.assertEqual(refused.returncode, 2)
        self.assertIn("exists", refused.stderr)
        self.assertEqual(content(self.cassette), before)

    def test_a_cassette_cut_off_in_the_middle_says_where_and_what_is_whole(self):
        with App() as app:
            self.record(app)
        text = content(self.cassette)
        with open(self.cassette, "w") as file:
            file.write(text[: text.rindex("MessageStatus")])
        scenario = os.path.join(SOURCE, "scenarios/quickstart.yaml")
        for command in ["replay", self.cassette], ["run", scenario, "--over", "cassette:" + self.cassette]:
            with self.subTest(command[0]):
                done = run(*command)
                self.assertEqual(done.returncode, 2)
                self.assertRegex(done.stderr, r"otp\.yaml:\d+:\d+: .*\b(2|two|3|three)\b")

    def test_an_upstream_that_is_not_there_is_a_bad_gateway(self):
        with Running("record", "--to", self.cassette, "--upstream", "http://127.0.0.1:1", "--port", "0") as proxy:
            status, answer = proxy.create()
            self.assertEqual((status, answer["status"]), (502, 502))
            self.assertIn("http://127.0.0.1:1", answer["message"])

    def test_a_killed_recording_keeps_what_was_finished(self):
        with Running("serve", "--port", "0", "--clock", "manual") as twilio:
            with Running("record", "--to", self.cassette, "--upstream", twilio.origin, "--port", "0") as proxy:
                for _ in range(3):
                    self.assertEqual(proxy.create()[0], 201)
                proxy.process.kill()
                proxy.ended()
        with Running("replay", self.cassette, "--port", "0") as tape:
            for _ in range(3):
                self.assertEqual(tape.create()[0], 201)


class Run(unittest.TestCase):
    def scenario(self, name="quickstart.yaml"):
        return os.path.join(SOURCE, "scenarios", name)

    def failing(self):
        file = tempfile.NamedTemporaryFile("w", suffix=".yaml")
        self.addCleanup(file.close)
        file.write('understudy: 1\nname: too soon\nsteps:\n  - send: { to: "+15550100099", from: "+15550100001", body: hi }\n'
                   "    as: m\n  - expect: { message: $m, status: delivered }\n")
        file.flush()
        return file.name

    def test_the_exit_code_says_how_it_went(self):
        self.assertEqual(run("run", self.scenario()).returncode, 0)
        failed = run("run", self.failing())
        self.assertEqual(failed.returncode, 1)
        self.assertRegex(failed.stdout + failed.stderr, r"delivered")
        self.assertEqual(run("run", os.path.join(SOURCE, "README.md")).returncode, 2)

    def test_three_ways_of_playing_give_one_journal(self):
        done = run("run", self.scenario(), "--over", "memory,sockets,cassette")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("journals equal", done.stdout)
        self.assertEqual(len({word for word in done.stdout.split() if word.startswith("sha256:")}), 1)

    def test_a_seed_changes_the_digest_and_the_same_seed_never_does(self):
        digest = lambda *more: [word for word in run("run", self.scenario(), *more).stdout.split() if word.startswith("sha256:")]
        self.assertEqual(digest("--seed", "7"), digest("--seed", "7"))
        self.assertNotEqual(digest("--seed", "7"), digest())

    def test_a_recorded_run_can_be_played_again_from_its_file(self):
        with tempfile.TemporaryDirectory() as folder:
            cassette = os.path.join(folder, "quickstart.yaml")
            recorded = run("run", self.scenario(), "--over", "sockets", "--record", cassette)
            self.assertEqual(recorded.returncode, 0, recorded.stderr)
            played = run("run", self.scenario(), "--over", "memory,cassette:" + cassette)
            self.assertEqual(played.returncode, 0, played.stdout + played.stderr)
            self.assertNotIn(TOKEN, content(cassette))


if __name__ == "__main__":
    unittest.main()
