"""What the README and the docs show is run, or held against what is."""

import glob
import os
import re
import socket
import subprocess
import tempfile
import unittest

from understudy import ACCOUNT, BINARY, LIMIT, SOURCE, TOKEN, Running, clean_environment, run


def document(name):
    with open(os.path.join(SOURCE, name)) as file:
        return file.read()


def blocks(name, language):
    return re.findall(rf"^```{language}\n(.*?)^```", document(name), re.M | re.S)


def example(name):
    return os.path.join(os.path.dirname(os.path.abspath(BINARY)), "example_" + name)


def unindented(text):
    return "\n".join(line.strip() for line in text.splitlines())


class Readme(unittest.TestCase):
    def test_every_piece_of_cpp_stands_in_an_example_that_is_compiled(self):
        examples = [unindented(document(path)) for path in glob.glob("docs/examples/*.cpp", root_dir=SOURCE)]
        found = blocks("README.md", "cpp") + blocks("docs/client.md", "cpp")
        self.assertGreaterEqual(len(found), 8)
        for block in found:
            self.assertTrue(any(unindented(block) in text for text in examples), block)

    def test_every_scenario_runs(self):
        for name in "README.md", "docs/scenarios.md", "docs/faults.md":
            for block in blocks(name, "yaml"):
                if not block.startswith("understudy: 1"):
                    continue
                with self.subTest(block[:60]):
                    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
                        file.write(block)
                        file.flush()
                        done = run("run", file.name)
                    self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_every_command_has_the_options_it_is_shown_with(self):
        text = "\n".join(blocks("README.md", "sh") + blocks("docs/unmodified-apps.md", "sh"))
        shown = re.findall(r"^build/release/understudy (\w+)(.*)$", text, re.M)
        self.assertGreaterEqual(len(shown), 10)
        for command, rest in shown:
            help_text = run(command, "--help").stdout
            for option in re.findall(r"--[a-z-]+", rest):
                self.assertIn(option, help_text, command)

    def test_the_curl_calls_do_what_they_say(self):
        for name, least in ("README.md", 3), ("docs/control-api.md", 5):
            text = "\n".join(blocks(name, "sh"))
            calls = re.findall(r"^curl (?:-X (\w+) )?'?http://127.0.0.1:8080([^\s']+)'?(?: -d '(.*)')?$", text, re.M)
            self.assertGreaterEqual(len(calls), least)
            with Running("serve", "--port", "0", "--clock", "manual") as twilio:
                for method, path, body in calls:
                    status, answer = twilio.ask(method or "GET", path, password=None, body=body or None)
                    self.assertIn(status, (200, 201, 204), (path, answer))
                    if "wait=" in path:
                        self.assertEqual(len(answer["messages"]), 1)

    def test_the_journal_is_followed_as_shown(self):
        shown = re.findall(r"^curl -N -H '(\S+): (\S+)' http://127.0.0.1:8080(\S+)$", "\n".join(blocks("docs/control-api.md", "sh")), re.M)
        self.assertEqual(len(shown), 1)
        name, value, path = shown[0]
        with Running("serve", "--port", "0", "--clock", "manual") as twilio:
            connection = twilio.connection()
            connection.request("GET", path, headers={name: value})
            events = connection.getresponse()
            twilio.create()
            self.assertEqual([events.readline() for _ in range(2)], [b"id: 1\n", b"event: request\n"])
            connection.close()


class UnmodifiedApps(unittest.TestCase):
    text = "\n".join(blocks("docs/unmodified-apps.md", "sh"))

    def test_each_way_to_serve_them_works(self):
        shown = re.findall(r"^build/release/understudy serve (.*)$", self.text, re.M)
        self.assertEqual(len(shown), 3)
        for options in shown:
            with self.subTest(options), tempfile.TemporaryDirectory() as data:
                anywhere = re.sub(r"-port \d+", "-port 0", options).split()
                port = [] if "--port" in anywhere else ["--port", "0"]
                with Running("serve", *anywhere, *port, env=clean_environment(XDG_DATA_HOME=data)) as twilio:
                    self.assertEqual(twilio.stop(), 0)

    def test_the_exports_are_those_that_serve_prints(self):
        with tempfile.TemporaryDirectory() as data:
            environment = clean_environment(XDG_DATA_HOME=data)
            with Running("serve", "--port", "0", "--proxy-port", "0", env=environment) as twilio:
                printed = [name for name in twilio.exported() if not name.startswith("TWILIO_")]
        self.assertEqual(re.findall(r"^export (\w+)=", self.text, re.M), printed)


class Examples(unittest.TestCase):
    def test_a_sandbox_needs_neither_socket_nor_sleep(self):
        done = subprocess.run([example("sandbox")], capture_output=True, text=True, timeout=LIMIT)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"^SM[0-9a-f]{32} is delivered\n$")

    def test_a_campaign_keeps_its_rules(self):
        done = subprocess.run([example("campaign")], capture_output=True, text=True, timeout=LIMIT)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(
            done.stdout.splitlines(),
            [
                "+15550100097: queued",
                "+15550100098: opted_out",
                "+81355501234: deferred",
                "+15550100097 Hi Ann, your order is on its way.",
                "sent 1, opted out 1, deferred 1",
            ],
        )

    def test_sending_works_from_the_environment(self):
        with Running("serve", "--port", "0") as twilio:
            environment = clean_environment(TWILIO_ACCOUNT_SID=ACCOUNT, TWILIO_AUTH_TOKEN=TOKEN, TWILIO_BASE_URL=twilio.origin)
            done = subprocess.run([example("send")], capture_output=True, text=True, timeout=LIMIT, env=environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"^SM[0-9a-f]{32} is queued\n$")
        unset = subprocess.run([example("send")], capture_output=True, text=True, timeout=LIMIT, env=clean_environment())
        self.assertEqual(unset.returncode, 1)
        self.assertIn("TWILIO_ACCOUNT_SID is not set", unset.stderr)

    def test_webhooks_come_as_typed_events_until_the_last(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        app = subprocess.Popen([example("webhooks"), str(port)], stdout=subprocess.PIPE, text=True,
                               env=clean_environment(TWILIO_AUTH_TOKEN=TOKEN))
        self.assertEqual(app.stdout.readline(), f"listening on http://127.0.0.1:{port}\n")
        with Running("serve", "--port", "0", "--clock", "manual") as twilio:
            _, message = twilio.create(StatusCallback=f"http://127.0.0.1:{port}/status")
            twilio.advance("30s")
        self.assertEqual(app.wait(LIMIT), 0)
        self.assertEqual(app.stdout.read(), f"{message['sid']} is sent\n{message['sid']} is delivered\n")
        app.stdout.close()


if __name__ == "__main__":
    unittest.main()
