import json
import os
import tempfile
import unittest

from understudy import SOURCE, App, Running, clean_environment, run

WORLD = """\
understudy: 1
clock: manual
start: 2026-01-01T09:00:00Z
seed: 7
auth_token: "0123456789abcdef0123456789abcdef"
carrier: { to_sent: 10s, to_delivered: 1m }
strict_senders: true
"""


class Files(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def file(self, name, text):
        path = os.path.join(self.folder.name, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)
        return path


class WorldFiles(Files):
    def create(self, twilio, **form):
        form = {"To": "+15550100099", "From": "+15550100001", "Body": "hi", **form}
        account = "ACc0ffee00c0ffee00c0ffee00c0ffee00"
        return twilio.ask("POST", f"/2010-04-01/Accounts/{account}/Messages.json", form,
                          password="0123456789abcdef0123456789abcdef")

    def test_the_fake_is_as_its_file_says(self):
        with Running("serve", "--port", "0", "--config", self.file("world.yaml", WORLD)) as twilio:
            self.assertEqual(twilio.control("GET", "clock")[1]["now"], "2026-01-01T09:00:00.000000Z")
            self.assertEqual(self.create(twilio, From="+15550100055")[1]["code"], 21606)
            self.assertEqual(self.create(twilio)[0], 201)
            advanced = twilio.advance("69s")
            self.assertEqual((advanced["events"] > 0, "delivered" in str(twilio.journal("status"))), (True, False))
            twilio.advance("1s")
            self.assertIn("delivered", str(twilio.journal("status")))
            twilio.stop()
        self.assertIn("# TWILIO_AUTH_TOKEN is the one you gave", twilio.output)
        self.assertNotIn("0123456789abcdef0123456789abcdef", twilio.output + twilio.log)

    def test_options_and_environment_win_over_the_file_and_the_file_over_the_defaults(self):
        path = self.file("world.yaml", WORLD)
        cases = [
            ([], {}, "manual"),
            (["--clock", "auto"], {}, "auto"),
            ([], {"UNDERSTUDY_CLOCK": "auto"}, "auto"),
            (["--clock", "real"], {"UNDERSTUDY_CLOCK": "auto"}, "real"),
        ]
        for arguments, environment, mode in cases:
            with self.subTest(arguments=arguments, environment=environment):
                environment = clean_environment(UNDERSTUDY_CONFIG=path, UNDERSTUDY_PORT="0", **environment)
                with Running("serve", *arguments, env=environment) as twilio:
                    self.assertEqual(twilio.control("GET", "clock")[1]["mode"], mode)

    def test_a_switch_of_the_file_can_be_turned_off(self):
        path = self.file("world.yaml", WORLD)
        for arguments, environment in (["--strict-senders=false"], {}), ([], {"UNDERSTUDY_STRICT_SENDERS": "false"}):
            with self.subTest(arguments=arguments, environment=environment):
                with Running("serve", "--port", "0", "--config", path, *arguments, env=clean_environment(**environment)) as twilio:
                    self.assertEqual(self.create(twilio, From="+15550100055")[0], 201)

    def test_all_that_is_wrong_with_a_file_is_said_with_its_place(self):
        path = self.file("world.yaml", "understudy: 1\nclok: auto\nspeed: 0\nnumbers: { a: { number: 1 } }\n")
        done = run("serve", "--config", path)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(done.stderr.replace(path, "world.yaml"),
                         "world.yaml:2:1: unknown key 'clok' in 'world'; did you mean 'clock'?\n"
                         "world.yaml:3:8: 'speed' wants a whole number from 1 to 1000000, got \"0\"\n"
                         "world.yaml:4:25: 'number' wants a number in E.164 form like +15550100001, got \"1\"\n")

    def test_a_file_that_is_not_there_is_named(self):
        done = run("serve", "--config", "nowhere.yaml")
        self.assertEqual((done.returncode, done.stderr), (2, "nowhere.yaml: No such file or directory\n"))

    def test_the_example_serves(self):
        with App() as app:
            with open(os.path.join(SOURCE, "fixtures/worlds/shop.yaml")) as file:
                path = self.file("shop.yaml", file.read().replace("http://127.0.0.1:3000", app.origin))
            with Running("serve", "--port", "0", "--config", path) as twilio:
                status, _ = twilio.control("POST", "inbound", {"from": "+15550100099", "to": "+15550100011", "body": "hi"})
                self.assertIn(status, (200, 201))
                app.wait_for(1)
            self.assertEqual(app.got[0][0], app.origin + "/sms")

    def test_the_schema_is_json_and_names_every_key_of_the_example(self):
        done = run("schema", "world")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        schema = json.loads(done.stdout)
        self.assertEqual(schema["$schema"], "https://json-schema.org/draft/2020-12/schema")
        with open(os.path.join(SOURCE, "fixtures/worlds/shop.yaml")) as file:
            keys = [line.split(":")[0] for line in file if line[0].isalpha()]
        self.assertGreater(len(keys), 10)
        self.assertLessEqual(set(keys), set(schema["properties"]))

    def test_a_schema_of_something_else_is_refused(self):
        done = run("schema", "moon")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("moon", done.stderr)


class Check(Files):
    def test_what_ships_is_good(self):
        done = run("check", *(os.path.join(SOURCE, folder) for folder in ("scenarios", "fixtures")))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"^[0-9]+ good, 0 bad\n$")

    def test_all_that_is_wrong_with_all_files_is_said_and_none_is_played(self):
        self.file("a/scenario.yaml", "understudy: 1\nname: x\nsteps:\n  - sned: {}\n  - advance: soon\n")
        self.file("b/cassette.yaml", "understudy: 1\ninteractions: []\n")
        self.file("c/world.yaml", "understudy: 1\nspede: 1\n")
        self.file("d/broken.yaml", "a: [\n")
        self.file("e/good.yaml", "understudy: 1\nseed: 1\n")
        self.file("f/notes.txt", "not ours\n")
        done = run("check", self.folder.name, "nowhere.yaml")
        self.assertEqual((done.returncode, done.stdout), (2, "1 good, 5 bad\n"))
        self.assertEqual(done.stderr.replace(self.folder.name + "/", ""),
                         "a/scenario.yaml:4:5: unknown key 'sned' in 'step'; did you mean 'send'?\n"
                         "a/scenario.yaml:5:14: 'advance' wants a duration like 250ms or 30s, got \"soon\"\n"
                         "b/cassette.yaml:1:1: 'cassette' lacks 'recorded'\n"
                         "c/world.yaml:2:1: unknown key 'spede' in 'world'; did you mean 'speed'?\n"
                         "d/broken.yaml:2:1: this is not YAML: end of sequence flow not found\n"
                         "nowhere.yaml: No such file or directory\n")


if __name__ == "__main__":
    unittest.main()
