"""An app that has Twilio's address built in, unchanged: what `serve --proxy-port` exports is all that leads it here."""

import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "cli"))
from understudy import ACCOUNT, LIMIT, Running, clean_environment  # noqa: E402

APP = """
from twilio.rest import Client

client = Client()
sent = client.messages.create(to="+15550100099", from_="+15550100001", body="hi")
print(client.messages(sent.sid).fetch().status)
print(client.messaging.services.list()[0].account_sid)
"""


REQUESTS_APP = """
import os
import requests

account = os.environ["TWILIO_ACCOUNT_SID"]
url = f"https://api.twilio.com/2010-04-01/Accounts/{account}.json"
print(requests.get(url, auth=(account, os.environ["TWILIO_AUTH_TOKEN"])).json()["sid"])
"""

# Debian's twilio 7.7 does not read REQUESTS_CA_BUNDLE, as later ones do; what this puts in place of the system's
# authorities, an installation of the certificate does on a real machine.
TRUST = """
import os
import certifi

certifi.where = lambda: os.environ["REQUESTS_CA_BUNDLE"]
"""


class Unmodified(unittest.TestCase):
    def run_app(self, text=APP, trust=TRUST, **more):
        with tempfile.TemporaryDirectory() as data:
            with open(os.path.join(data, "sitecustomize.py"), "w") as file:
                file.write(trust)
            environment = clean_environment(XDG_DATA_HOME=data, PYTHONPATH=data)
            with Running("serve", "--port", "0", "--proxy-port", "0", "--clock", "manual", env=environment) as twilio:
                exported = twilio.exported()
                app = subprocess.run([sys.executable, "-B", "-c", text], env={**environment, **exported, **more},
                                     capture_output=True, text=True, timeout=LIMIT)
                return app, twilio.journal("request")

    def test_all_its_requests_come_here(self):
        app, requests = self.run_app()
        self.assertEqual(app.stdout.split(), ["queued", ACCOUNT], app.stderr)
        self.assertEqual([request["method"] for request in requests], ["POST", "GET", "GET"])

    def test_so_do_those_for_a_region(self):
        app, requests = self.run_app(TWILIO_REGION="ie1", TWILIO_EDGE="dublin")
        self.assertEqual(app.returncode, 0, app.stderr)
        self.assertEqual(len(requests), 3)

    def test_it_sends_nothing_where_it_trusts_only_the_world(self):
        app, requests = self.run_app(trust="", REQUESTS_CA_BUNDLE="", CURL_CA_BUNDLE="", SSL_CERT_FILE="")
        self.assertIn("CERTIFICATE_VERIFY_FAILED", app.stderr)
        self.assertEqual(requests, [])

    def test_an_app_with_requests_alone_needs_what_is_exported_and_no_more(self):
        app, _ = self.run_app(REQUESTS_APP, trust="")
        self.assertEqual(app.stdout, ACCOUNT + "\n", app.stderr)


if __name__ == "__main__":
    unittest.main()
