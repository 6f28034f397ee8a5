"""The certificate authority, HTTPS and the forward proxy, as programs outside see them."""

import base64
import http.client
import os
import socket
import ssl
import stat
import subprocess
import tempfile
import unittest

from understudy import ACCOUNT, BINARY, LIMIT, TOKEN, Running, clean_environment, run

ACCOUNT_PATH = f"/2010-04-01/Accounts/{ACCOUNT}.json"
AUTHORIZATION = {"Authorization": "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()}


def read(path):
    with open(path) as file:
        return file.read()


class WithFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.data = folder.name
        self.ca_file = os.path.join(self.data, "understudy", "ca", "ca.pem")
        self.environment = clean_environment(XDG_DATA_HOME=self.data)

    def serve(self, *options, **environment):
        return Running("serve", "--port", "0", "--clock", "manual", *options, env={**self.environment, **environment},
                       ca_file=self.ca_file)


class Authority(WithFolder):
    def test_is_made_on_first_use_and_said_where(self):
        first = run("ca", env=self.environment)
        self.assertEqual((first.returncode, first.stdout), (0, self.ca_file + "\n"))
        self.assertIn("export NODE_EXTRA_CA_CERTS=" + self.ca_file, first.stderr)
        made = read(self.ca_file)
        self.assertTrue(made.startswith("-----BEGIN CERTIFICATE-----"))
        key_mode = os.stat(os.path.join(os.path.dirname(self.ca_file), "key.pem")).st_mode
        self.assertEqual(stat.S_IMODE(key_mode), 0o600)
        again = run("ca", "--print", env=self.environment)
        self.assertEqual(again.stdout, made)
        self.assertNotIn("PRIVATE", first.stdout + first.stderr + again.stdout + again.stderr)

    def test_its_folder_can_be_chosen(self):
        folder = os.path.join(self.data, "elsewhere")
        home = os.path.join(self.data, "home")
        for arguments, environment, expected in [
            (["--ca-dir", folder], {}, folder),
            ([], {"UNDERSTUDY_CA_DIR": folder}, folder),
            ([], {"XDG_DATA_HOME": "", "HOME": home}, home + "/.local/share/understudy/ca"),
            ([], {"XDG_DATA_HOME": "not/absolute", "HOME": home}, home + "/.local/share/understudy/ca"),
        ]:
            with self.subTest(environment):
                self.assertEqual(run("ca", *arguments, env={**self.environment, **environment}).stdout, expected + "/ca.pem\n")
        nowhere = run("ca", env={name: value for name, value in self.environment.items() if name not in ("HOME", "XDG_DATA_HOME")})
        self.assertEqual(nowhere.returncode, 3)
        self.assertIn("give --ca-dir, or set HOME or XDG_DATA_HOME", nowhere.stderr)

    def test_is_the_same_for_programs_that_start_at_once(self):
        started = [subprocess.Popen([BINARY, "ca", "--print"], env=self.environment, stdout=subprocess.PIPE,
                                    stderr=subprocess.DEVNULL, text=True) for _ in range(6)]
        printed = {process.communicate(timeout=LIMIT)[0] for process in started}
        self.assertEqual(printed, {read(self.ca_file)})

    def test_that_is_broken_stops_what_needs_it_and_nothing_else(self):
        run("ca", env=self.environment)
        with open(self.ca_file, "w") as file:
            file.write("garbage")
        for options in ["ca"], ["serve", "--port", "0", "--tls"], ["serve", "--port", "0", "--proxy-port", "0"]:
            with self.subTest(options):
                done = run(*options, env=self.environment)
                self.assertEqual(done.returncode, 3)
                self.assertIn(self.ca_file + " is no certificate in PEM", done.stderr)
        self.assertEqual(read(self.ca_file), "garbage")
        with self.serve() as twilio:
            self.assertEqual(twilio.create()[0], 201)


class Https(WithFolder):
    def test_a_client_that_trusts_the_authority_is_served(self):
        with self.serve("--tls") as twilio:
            self.assertRegex(twilio.origin, r"^https://127\.0\.0\.1:\d+$")
            self.assertEqual(twilio.create()[0], 201)
            self.assertEqual(twilio.control("GET", "health")[0], 200)
            exported = twilio.exported()
        self.assertEqual(exported["TWILIO_BASE_URL"], twilio.origin)
        for name in "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE":
            self.assertEqual(exported[name], self.ca_file)
        self.assertNotIn("HTTPS_PROXY", exported)

    def test_a_client_that_does_not_trust_it_is_not(self):
        with self.serve("--tls") as twilio:
            twilio.ca_file = None
            with self.assertRaises(ssl.SSLCertVerificationError):
                twilio.create()

    def test_our_own_client_takes_the_authority_from_the_environment(self):
        with self.serve("--tls") as twilio:
            send = ["send", "--to", "+15550100099", "--from", "+15550100001", "--body", "hi", "--base-url", twilio.origin]
            known = {**self.environment, "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN}
            trusting = run(*send, env={**known, "SSL_CERT_FILE": self.ca_file})
            self.assertEqual(trusting.returncode, 0, trusting.stderr)
            self.assertNotEqual(run(*send, env=known).returncode, 0)

    def test_webhooks_go_to_receivers_whose_certificate_can_be_verified_and_to_no_others(self):
        with self.serve("--tls") as receiver:
            callback = receiver.origin.replace("127.0.0.1", "localhost") + "/status"
            for environment, arrived in ({"SSL_CERT_FILE": self.ca_file}, True), ({}, False):
                with self.subTest(environment), self.serve(**environment) as sender:
                    before = len(receiver.journal("request"))
                    sender.create(StatusCallback=callback)
                    sender.advance("30s")
                    self.assertEqual(len(receiver.journal("request")) > before, arrived)

    def test_neither_output_nor_log_shows_the_key(self):
        with self.serve("--tls", "--proxy-port", "0") as twilio:
            twilio.create()
            twilio.stop()
        key = read(os.path.join(os.path.dirname(self.ca_file), "key.pem")).splitlines()[1]
        self.assertNotIn(key, twilio.output + twilio.log)


class ForwardProxy(WithFolder):
    def through(self, twilio, host, secure=True):
        """A connection to the host, for which the proxy's address was all that had to be known."""
        proxy = twilio.exported()["HTTPS_PROXY"].removeprefix("http://")
        name, port = proxy.split(":")
        if not secure:
            return http.client.HTTPConnection(name, int(port), timeout=LIMIT)
        connection = http.client.HTTPSConnection(name, int(port), timeout=LIMIT,
                                                 context=ssl.create_default_context(cafile=self.ca_file))
        connection.set_tunnel(host)
        return connection

    def get(self, connection, url):
        connection.request("GET", url, headers=AUTHORIZATION)
        response = connection.getresponse()
        body = response.read().decode()
        connection.close()
        return response.status, body

    def test_leads_twilios_hosts_here(self):
        with self.serve("--proxy-port", "0") as twilio:
            self.assertTrue(twilio.origin.startswith("http://"))
            for host in "api.twilio.com", "api.dublin.ie1.twilio.com":
                self.assertEqual(self.get(self.through(twilio, host), ACCOUNT_PATH)[0], 200, host)
            services = "/v1/Services"
            self.assertEqual(self.get(self.through(twilio, "messaging.twilio.com"), services)[0], 200)
            self.assertEqual(self.get(self.through(twilio, "verify.twilio.com"), services)[0], 404)
            plain = self.through(twilio, None, secure=False)
            self.assertEqual(self.get(plain, "http://api.twilio.com" + ACCOUNT_PATH)[0], 200)
            self.assertEqual(len(twilio.journal("request")), 5)

    def test_lets_no_other_request_leave(self):
        with socket.create_server(("127.0.0.1", 0)) as listener, self.serve("--proxy-port", "0") as twilio:
            listener.settimeout(0)
            where = f"127.0.0.1:{listener.getsockname()[1]}"
            with self.assertRaisesRegex(OSError, "403"):
                self.get(self.through(twilio, where), "/")
            status, body = self.get(self.through(twilio, None, secure=False), f"http://{where}/")
            self.assertEqual(status, 403)
            self.assertIn("--allow-host 127.0.0.1", body)
            with self.assertRaises(BlockingIOError):
                listener.accept()
            twilio.stop()
        self.assertEqual(twilio.log.count("refused to let a request leave for 127.0.0.1 (--allow-host 127.0.0.1)"), 2)

    def test_lets_those_leave_that_it_was_told_to(self):
        for options, environment in (["--allow-host", "one.test", "--allow-host", "127.0.0.1"], {}), \
                ([], {"UNDERSTUDY_ALLOW_HOST": "one.test,127.0.0.1"}):
            with self.subTest(options), self.serve("--tls") as other, \
                    self.serve("--proxy-port", "0", *options, **environment) as twilio:
                self.assertEqual(self.get(self.through(twilio, other.host), ACCOUNT_PATH)[0], 200)
                self.assertEqual(len(other.journal("request")), 1)
                self.assertEqual(len(twilio.journal("request")), 0)

    def test_passes_plain_requests_on_to_allowed_hosts(self):
        with self.serve() as other, self.serve("--proxy-port", "0", "--allow-host", "127.0.0.1") as twilio:
            self.assertEqual(self.get(self.through(twilio, None, secure=False), other.origin + ACCOUNT_PATH)[0], 200)
            self.assertEqual(len(other.journal("request")), 1)
            loop = "http://" + twilio.exported()["HTTPS_PROXY"].removeprefix("http://") + "/"
            self.assertEqual(self.get(self.through(twilio, None, secure=False), loop)[0], 508)

    def test_can_be_had_from_the_environment_and_beside_https(self):
        with self.serve(UNDERSTUDY_PROXY_PORT="0", UNDERSTUDY_TLS="true") as twilio:
            self.assertTrue(twilio.origin.startswith("https://"))
            self.assertEqual(self.get(self.through(twilio, "api.twilio.com"), ACCOUNT_PATH)[0], 200)
            self.assertEqual(twilio.stop(), 0)

    def test_options_that_cannot_work_are_said_so(self):
        lonely = run("serve", "--port", "0", "--allow-host", "one.test", env=self.environment)
        self.assertEqual(lonely.returncode, 2)
        self.assertIn("--proxy-port", lonely.stderr)
        with self.serve() as other:
            taken = run("serve", "--port", "0", "--proxy-port", other.host.split(":")[1], env=self.environment)
        self.assertEqual(taken.returncode, 3)
        self.assertIn("the port is in use", taken.stderr)


if __name__ == "__main__":
    unittest.main()
