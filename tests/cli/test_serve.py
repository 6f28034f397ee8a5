import http.client
import re
import signal
import socket
import unittest

from understudy import ACCOUNT, App, LIMIT, MESSAGES, Running, TOKEN, clean_environment, run


class Serve(unittest.TestCase):
    def test_prints_where_it_listens_and_how_to_get_there(self):
        with Running("serve", "--port", "0") as twilio:
            twilio.stop()
        self.assertIn(f"export TWILIO_ACCOUNT_SID={ACCOUNT}\n", twilio.output)
        self.assertIn(f"export TWILIO_AUTH_TOKEN={TOKEN}\n", twilio.output)
        self.assertIn(f'client.api.baseUrl = "{twilio.origin}"', twilio.output)

    def test_ends_cleanly_on_ctrl_c_and_on_sigterm(self):
        for ending in signal.SIGINT, signal.SIGTERM:
            with self.subTest(ending), Running("serve", "--port", "0", ending=ending) as twilio:
                twilio.create()
                self.assertEqual(twilio.stop(), 0)

    def test_a_second_ctrl_c_ends_it_at_once(self):
        with socket.create_server(("127.0.0.1", 0)) as mute, Running("serve", "--port", "0", "--speed", "100000") as twilio:
            twilio.create(StatusCallback=f"http://127.0.0.1:{mute.getsockname()[1]}/")
            with mute.accept()[0]:  # a callback that nobody will answer is in flight now
                twilio.process.send_signal(signal.SIGINT)
                twilio.process.send_signal(signal.SIGTERM)
                self.assertIn(twilio.ended(), (128 + signal.SIGTERM, 128 + signal.SIGINT))

    def test_a_callback_in_flight_does_not_hold_up_the_end(self):
        with socket.create_server(("127.0.0.1", 0)) as mute, Running("serve", "--port", "0", "--speed", "100000") as twilio:
            twilio.create(StatusCallback=f"http://127.0.0.1:{mute.getsockname()[1]}/")
            with mute.accept()[0]:
                self.assertEqual(twilio.stop(), 0)

    def test_a_port_in_use_is_named(self):
        with Running("serve", "--port", "0") as first:
            port = first.origin.rsplit(":", 1)[1]
            second = run("serve", "--port", port)
        self.assertEqual(second.returncode, 3)
        self.assertIn(f"cannot listen on 127.0.0.1:{port}: the port is in use", second.stderr)

    def test_options_come_from_the_environment_too(self):
        with Running("serve", env=clean_environment(UNDERSTUDY_PORT="0", UNDERSTUDY_CLOCK="manual")) as twilio:
            self.assertEqual(twilio.control("GET", "clock")[1]["mode"], "manual")

    def test_a_manual_clock_moves_only_when_told_to(self):
        with App() as app, Running("serve", "--port", "0", "--clock", "manual", "--start", "2026-01-01T09:00:00Z") as twilio:
            _, message = twilio.create(StatusCallback=app.origin + "/status")
            self.assertEqual(message["date_created"], "Thu, 01 Jan 2026 09:00:00 +0000")
            self.assertEqual(app.got, [])
            twilio.advance("30s")
            # The answer came when all was delivered and answered: nothing to wait for.
            self.assertEqual(app.statuses(), ["sent", "delivered"])
            self.assertTrue(all(genuine for _, _, genuine in app.got))
            self.assertEqual(twilio.control("GET", "clock")[1]["now"], "2026-01-01T09:00:30.000000Z")

    def test_answers_and_callbacks_go_wrong_as_planned(self):
        with App() as app, Running("serve", "--port", "0", "--clock", "manual") as twilio:
            for fault in ({"on": "messages.create", "nth": 1, "reset": 20}, {"on": "messages.create", "nth": 2, "body": "html"},
                          {"on": "messages.create", "nth": 3, "drip": 100_000},
                          {"on": "callback.status", "match": {"MessageStatus": "sent"}, "every": 1, "signature": "wrong"}):
                self.assertEqual(twilio.control("POST", "faults", fault)[0], 201)
            with self.assertRaises((ConnectionResetError, http.client.IncompleteRead)):
                twilio.create(StatusCallback=app.origin + "/status")
            self.assertRegex(twilio.create()[1], "<h1>201 Created</h1>")
            self.assertEqual(twilio.create()[1]["status"], "queued")
            twilio.advance("30s")
            self.assertEqual([(form["MessageStatus"], genuine) for _, form, genuine in app.got], [("sent", False), ("delivered", True)])
            self.assertEqual([fault["struck"] for fault in twilio.control("GET", "faults")[1]["faults"]], [1, 1, 1, 1])

    def test_an_automatic_clock_leaps_when_all_is_quiet(self):
        with App() as app, Running("serve", "--port", "0", "--clock", "auto") as twilio:
            twilio.create(StatusCallback=app.origin + "/status")
            app.wait_for(2)
            self.assertEqual(app.statuses(), ["sent", "delivered"])

    def test_a_real_clock_can_run_faster(self):
        with App() as app, Running("serve", "--port", "0", "--speed", "1000") as twilio:
            twilio.create(StatusCallback=app.origin + "/status")
            app.wait_for(2)
            self.assertEqual(sorted(app.statuses()), ["delivered", "sent"])  # a fast clock may let one overtake the other

    def test_one_seed_gives_one_journal_and_another_another(self):
        def journal(seed):
            with Running("serve", "--port", "0", "--clock", "manual", "--start", "2026-01-01T09:00:00Z", "--seed", seed) as twilio:
                twilio.create()
                twilio.advance("30s")
                return twilio.journal()
        self.assertEqual(journal("1"), journal("1"))
        self.assertNotEqual(journal("1"), journal("2"))

    def test_a_callback_url_that_refuses_is_told_in_the_journal_and_harms_no_message(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            refused = f"http://127.0.0.1:{listener.getsockname()[1]}/status"
        with Running("serve", "--port", "0", "--clock", "manual") as twilio:
            _, message = twilio.create(StatusCallback=refused)
            twilio.advance("30s")
            alerts = twilio.journal("alert")
            self.assertEqual([alert["code"] for alert in alerts], [11205] * 4)  # two callbacks, each tried twice
            _, later = twilio.ask("GET", f"{MESSAGES}/{message['sid']}.json")
            self.assertEqual(later["status"], "delivered")

    def test_neither_log_nor_journal_shows_a_token(self):
        token = "topsecret0123456789abcdef0123456"
        with Running("serve", "--port", "0", "--clock", "manual",
                     env=clean_environment(UNDERSTUDY_AUTH_TOKEN=token)) as twilio:
            status, _ = twilio.ask("POST", MESSAGES + ".json", {"To": "+15550100099", "From": "+15550100001", "Body": "hi"},
                                   password=token)
            self.assertEqual(status, 201)
            twilio.ask("GET", MESSAGES + "/SM" + "0" * 32 + ".json", password=token + "x")
            twilio.advance("30s")
            journal = str(twilio.journal())
            twilio.stop()
        for text in journal, twilio.output, twilio.log:
            self.assertNotIn(token, text)
        self.assertRegex(twilio.log, r"POST .*Messages\.json -> 201 SM")


class BadRequests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.twilio = Running("serve", "--port", "0", "--clock", "manual").__enter__()

    @classmethod
    def tearDownClass(cls):
        code = cls.twilio.stop()
        assert code == 0, f"serve ended with {code}: {cls.twilio.log}"

    def tearDown(self):
        self.assertEqual(self.twilio.create()[0], 201, "it serves on, whatever came before")

    def raw(self, data):
        with socket.create_connection(self.twilio.host.split(":"), timeout=LIMIT) as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            while chunk := connection.recv(65536):
                answer += chunk
            return answer

    def test_refusals_have_twilios_shape(self):
        cases = [
            (self.twilio.create(To=None), 400, 21604),
            (self.twilio.create(From=None), 400, 21603),
            (self.twilio.create(Body=None), 400, 21602),
            (self.twilio.create(To="banana"), 400, 21211),
            (self.twilio.create(From="+0"), 400, 21212),
            (self.twilio.create(Body="x" * 1601), 400, 21617),
            (self.twilio.ask("GET", MESSAGES + "/SM" + "0" * 32 + ".json"), 404, 20404),
            (self.twilio.ask("GET", "/2010-04-01/Accounts/AC" + "0" * 32 + "/Messages/SM" + "0" * 32 + ".json"), 404, 20404),
            (self.twilio.ask("GET", "/nowhere"), 404, 20404),
            (self.twilio.ask("PUT", MESSAGES + ".json", {}), 405, 20004),
            (self.twilio.ask("POST", MESSAGES + ".json", {}, password=None), 401, 20003),
            (self.twilio.ask("POST", MESSAGES + ".json", {}, password="wrong"), 401, 20003),
        ]
        for (status, body), expected_status, code in cases:
            with self.subTest(code=code, body=body):
                self.assertEqual(status, expected_status)
                self.assertEqual(body["code"], code)
                self.assertEqual(body["status"], expected_status)
                self.assertEqual(body["more_info"], f"https://www.twilio.com/docs/errors/{code}")
                self.assertTrue(body["message"])

    def test_a_body_that_is_no_form_is_refused(self):
        for content_type, body in [("application/x-www-form-urlencoded", b"\xff\xfe%%%==&&&"), ("application/json", b"{"),
                                   ("multipart/form-data; boundary=x", b"--x\r\nnot a part"), ("", b"\x00" * 1000)]:
            with self.subTest(content_type):
                headers = {"Content-Type": content_type} if content_type else {}
                status, answer = self.twilio.ask("POST", MESSAGES + ".json", headers=headers, body=body)
                self.assertEqual(status, 400)
                self.assertTrue(answer["message"])

    def test_what_is_not_http_is_turned_away(self):
        self.assertTrue(self.raw(b"HELLO\r\n\r\n").startswith(b"HTTP/1.1 400"))
        self.assertTrue(self.raw(b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 414"))
        self.raw(b"\x16\x03\x01\x02\x00\x01\xff\xff")  # a TLS client that took the wrong port

    def test_half_a_request_is_no_message(self):
        before = len(self.twilio.journal("request"))
        head = f"POST {MESSAGES}.json HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nTo=%2B1"
        self.assertEqual(self.raw(head.encode()), b"")
        self.raw(b"POST /2010-04-01/Acc")
        self.assertEqual(len(self.twilio.journal("request")), before)

    def test_many_connections_that_say_nothing_do_not_keep_others_waiting(self):
        host, port = self.twilio.host.split(":")
        silent = [socket.create_connection((host, port), timeout=LIMIT) for _ in range(200)]
        try:
            self.assertEqual(self.twilio.create()[0], 201)
        finally:
            for connection in silent:
                connection.close()

    def test_control_bodies_are_checked(self):
        cases = [("clock/advance", {"by": "soon"}), ("clock/advance", {"bye": "30s"}), ("clock/advance", {}), ("clock/advance", []),
                 ("inbound", {"from": "+15550100099"}), ("inbound", {"from": 1, "to": "+15550100001", "body": "x"}),
                 ("faults", {"on": "messages.creat", "nth": 1})]
        for path, body in cases:
            with self.subTest(path=path, body=body):
                status, answer = self.twilio.control("POST", path, body)
                self.assertEqual(status, 400, answer)
                self.assertTrue(answer["message"])
        status, answer = self.twilio.control("POST", "clock/advance", {"bye": "30s"})
        self.assertRegex(answer["message"], r"bye.*by")
        status, answer = self.twilio.control("GET", "clok")
        self.assertEqual(status, 404)
        self.assertIn("clock", answer["message"])

    def test_keep_alive_serves_many_requests_on_one_connection(self):
        connection = http.client.HTTPConnection(self.twilio.host, timeout=LIMIT)
        for _ in range(200):
            connection.request("GET", "/_understudy/v1/health")
            response = connection.getresponse()
            response.read()
            self.assertEqual(response.status, 200)
        connection.close()


class Send(unittest.TestCase):
    def test_sends_one_message_to_a_fake_on_this_machine(self):
        with Running("serve", "--port", "0") as twilio:
            sent = run("send", "--to", "+15550100099", "--from", "+15550100001", "--body", "hi", "--base-url", twilio.origin)
        self.assertEqual(sent.returncode, 0, sent.stderr)
        self.assertTrue(re.fullmatch(r"SM[0-9a-f]{32} queued 1 segment\n", sent.stdout), sent.stdout)

    def test_a_refusal_a_missing_service_and_missing_credentials_are_told_apart(self):
        with Running("serve", "--port", "0") as twilio:
            refused = run("send", "--to", "banana", "--from", "+15550100001", "--body", "hi", "--base-url", twilio.origin)
        self.assertEqual((refused.returncode, "21211" in refused.stderr), (1, True), refused.stderr)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
        nobody = run("send", "--to", "+15550100099", "--from", "+15550100001", "--body", "hi", "--base-url", origin)
        self.assertEqual((nobody.returncode, "cannot connect" in nobody.stderr), (3, True), nobody.stderr)
        unset = run("send", "--to", "+15550100099", "--from", "+15550100001", "--body", "hi")
        self.assertEqual((unset.returncode, "TWILIO_ACCOUNT_SID is not set" in unset.stderr), (2, True), unset.stderr)


class Usage(unittest.TestCase):
    def test_what_is_not_understood_is_named_with_what_was_meant(self):
        cases = [
            (["srve"], 'there is no command "srve", did you mean serve?'),
            ([], "subcommand is required"),
            (["serve", "--prot", "1"], "serve has no option --prot, did you mean --port?"),
            (["serve", "--port", "99999"], "not in range 0 to 65535"),
            (["serve", "--clock", "sideways"], "'--clock' wants one of real, manual, auto, got \"sideways\""),
            (["serve", "--start", "soon"], "'--start' wants a time like 2026-01-01T09:00:00Z, got \"soon\""),
            (["serve", "--account-sid", "AC1"], '\'--account-sid\' wants "AC" and 32 hexadecimal digits, got "AC1"'),
            (["record", "--to", "x.yaml", "--upstream", "banana"], '--upstream wants an http or https URL, not "banana"'),
            (["replay", "nowhere.yaml"], "cannot read the cassette nowhere.yaml"),
            (["run", "nowhere.yaml"], "nowhere.yaml: No such file or directory"),
        ]
        for arguments, message in cases:
            with self.subTest(arguments):
                done = run(*arguments)
                self.assertEqual(done.returncode, 2)
                self.assertIn(message, done.stderr)
                self.assertEqual(done.stdout, "")

    def test_help_and_version_are_good(self):
        self.assertEqual(run("--version").stdout, "understudy 0.1.0\n")
        for arguments in [], ["serve"], ["run"], ["record"], ["replay"], ["send"], ["check"], ["schema"]:
            done = run(*arguments, "--help")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn("Usage: understudy", done.stdout)


if __name__ == "__main__":
    unittest.main()
