"""Worlds kept in a file by `serve --db`, over the end of the process however it comes."""

import base64
import contextlib
import datetime
import os
import resource
import signal
import sqlite3
import stat
import subprocess
import tempfile
import threading
import time
import unittest

from understudy import ACCOUNT, LIMIT, MESSAGES, App, Running, clean_environment, run


class Kept(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.db = self.path("worlds.db")

    def path(self, name):
        return os.path.join(self.folder, name)

    def serve(self, *options, ending=signal.SIGKILL, clock="manual"):
        return Running("serve", "--port", "0", "--quiet", "--db", self.db, "--clock", clock, *options, ending=ending)

    def sql(self, statement):
        with contextlib.closing(sqlite3.connect(self.db)) as database, database:
            return database.execute(statement).fetchall()

    def refusal(self, *options):
        done = run("serve", "--port", "0", "--db", self.db, *options)
        return done.returncode, done.stderr

    def test_everything_that_was_answered_is_there_after_kill_9(self):
        answered = []  # SIDs; each thread appends its own

        def send(twilio):
            try:
                while True:
                    status, message = twilio.create()
                    assert status == 201, message
                    answered.append(message["sid"])
            except OSError:
                pass  # it is gone

        for _ in range(3):
            with self.serve() as twilio:
                before = len(answered)
                threads = [threading.Thread(target=send, args=(twilio,)) for _ in range(8)]
                for thread in threads:
                    thread.start()
                while len(answered) < before + 200:
                    self.assertTrue(any(thread.is_alive() for thread in threads))
                twilio.stop()
                for thread in threads:
                    thread.join(LIMIT)
        with self.serve() as twilio:
            kept = set()
            page = MESSAGES + ".json?PageSize=1000"
            while page:
                _, found = twilio.ask("GET", page)
                kept.update(message["sid"] for message in found["messages"])
                page = found["next_page_uri"]
            self.assertEqual(set(answered) - kept, set())

    def test_journal_clock_snapshots_faults_and_other_worlds_come_back(self):
        def seen(twilio):
            worlds = [world["id"] for world in twilio.control("GET", "worlds")[1]["worlds"]]
            return [
                twilio.control("GET", f"worlds/{world}/{what}")
                for world in worlds for what in ("clock", "journal", "snapshots", "faults", "webhooks")
            ]

        with self.serve() as twilio:
            twilio.create()
            twilio.advance("2s")
            twilio.control("POST", "snapshots", {"name": "sent"})
            twilio.create(To="+15005570001")
            twilio.control("POST", "faults", {"on": "messages.create", "answer": {"status": 503}})
            self.assertEqual(twilio.create()[0], 503)
            _, other = twilio.control("POST", "worlds", {"seed": 7, "clock": "manual"})
            twilio.control("POST", f"worlds/{other['id']}/inbound", {"from": "+15550100099", "to": "+15550100001", "body": "hi"})
            self.assertEqual(twilio.control("POST", "worlds/default/fork")[0], 201)
            before = seen(twilio)
            twilio.stop()
        for ending in (signal.SIGKILL, signal.SIGINT):
            with self.serve(ending=ending) as twilio:
                self.assertEqual(seen(twilio), before)
                twilio.stop()
        with self.serve() as twilio:
            self.assertEqual(twilio.control("POST", "snapshots/sent/restore")[0], 200)
            self.assertEqual(twilio.create()[0], 201)

    def test_a_webhook_that_was_not_answered_is_posted_again_and_is_the_same(self):
        with App() as app:
            hold = threading.Event()
            app.before = hold.wait
            self.addCleanup(hold.set)
            with self.serve() as twilio:
                twilio.create(StatusCallback=app.origin + "/status")
                advance = threading.Thread(target=self.advance_until_it_is_gone, args=(twilio,))
                advance.start()
                app.wait_for(1)
                twilio.stop()
                advance.join(LIMIT)
            hold.set()
            with self.serve() as twilio:
                (_, first, genuine), (_, second, also_genuine) = app.wait_for(2)[:2]
                self.assertTrue(genuine and also_genuine)
                self.assertEqual(first, second)
                self.assertEqual(app.tokens[0], app.tokens[1])
                twilio.advance("10s")
                self.assertEqual(app.statuses()[1:], ["sent", "delivered"])

    @staticmethod
    def advance_until_it_is_gone(twilio):
        try:
            twilio.advance("1h")
        except OSError:
            pass

    @staticmethod
    def now(twilio):
        return datetime.datetime.fromisoformat(twilio.control("GET", "clock")[1]["now"].replace("Z", "+00:00"))

    def test_the_real_clock_has_not_stopped(self):
        speed = 3600
        with self.serve("--speed", str(speed), clock="real") as twilio:
            twilio.advance("1h")
            before, begun = self.now(twilio), time.monotonic()
            twilio.stop()
        time.sleep(0.2)
        with self.serve("--speed", str(speed), clock="real") as twilio:
            gone = time.monotonic() - begun
            self.assertGreater((self.now(twilio) - before).total_seconds(), 0.9 * gone * speed)

    def test_the_real_clock_does_not_go_back_when_the_end_comes_in_the_middle_of_an_advance(self):
        with App() as app:
            hold = threading.Event()
            app.before = hold.wait
            self.addCleanup(hold.set)
            with self.serve(clock="real") as twilio:
                twilio.control("POST", "faults", {"on": "callback.status", "every": 1, "delay": "1h"})
                twilio.create(StatusCallback=app.origin + "/status")
                advance = threading.Thread(target=self.advance_until_it_is_gone, args=(twilio,))
                advance.start()
                app.wait_for(1)
                before = self.now(twilio)
                twilio.stop()
                advance.join(LIMIT)
            with self.serve(clock="real") as twilio:
                self.assertGreater(self.now(twilio), before)

    def test_what_was_answered_is_not_posted_again_though_no_request_followed(self):
        with App() as app:
            with self.serve(clock="auto") as twilio:
                twilio.create(StatusCallback=app.origin + "/status")
                app.wait_for(2)
                latest = time.monotonic() + LIMIT
                while len(twilio.journal("callback_answered")) < 2 and time.monotonic() < latest:
                    pass
                twilio.stop()
            with self.serve(clock="auto") as twilio:
                twilio.create(To="+15005570000", StatusCallback=app.origin + "/other")
                app.wait_for(3)
            self.assertEqual(app.statuses(), ["sent", "delivered", "sent"])

    def test_only_its_owner_can_read_it_and_credentials_that_were_tried_are_not_in_it(self):
        with self.serve() as twilio:
            twilio.ask("GET", MESSAGES + ".json", password="of-my-real-account")
            twilio.ask("GET", MESSAGES + ".json")
            twilio.stop()
        with open(self.db, "rb") as file, open(self.db + "-wal", "rb") as log:
            written = file.read() + log.read()
        self.assertIn(b"wrong+" + ACCOUNT.encode(), written)
        for secret in (b"of-my-real-account", b"b2YtbXktcmVhbC1hY2NvdW50", b"5eed5eed5eed5eed"):
            self.assertNotIn(secret, written)
        for name in (self.db, self.db + "-wal"):
            self.assertEqual(stat.S_IMODE(os.stat(name).st_mode), 0o600)
        with self.serve() as twilio:
            self.assertEqual([event["status"] for event in twilio.journal("request")], [401, 200])

    def test_a_key_that_was_made_opens_the_door_afterwards_and_its_secret_is_not_in_the_file(self):
        def fetch_with(key):
            credentials = base64.b64encode(f"{key['sid']}:{key['secret']}".encode()).decode()
            return twilio.ask("GET", MESSAGES + ".json", password=None, headers={"Authorization": "Basic " + credentials})[0]

        with self.serve() as twilio:
            _, key = twilio.ask("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Keys.json", {"FriendlyName": "ours"})
            self.assertEqual(fetch_with(key), 200)
            twilio.stop()
        with open(self.db, "rb") as file, open(self.db + "-wal", "rb") as log:
            self.assertNotIn(key["secret"].encode(), file.read() + log.read())
        with self.serve() as twilio:
            self.assertEqual(fetch_with(key), 200)
            self.assertEqual(twilio.ask("DELETE", f"/2010-04-01/Accounts/{ACCOUNT}/Keys/{key['sid']}.json")[0], 204)
            twilio.stop()
        with self.serve() as twilio:
            self.assertEqual(fetch_with(key), 401)

    def test_one_process_at_a_time(self):
        with self.serve():
            self.assertEqual(self.refusal("--clock", "manual"), (3, f"understudy: {self.db}: another process has it open\n"))

    def test_other_settings_are_refused_by_name(self):
        world = self.path("world.yaml")
        with open(world, "w") as file:
            file.write("understudy: 1\nseed: 7\nnumbers:\n  one: { number: '+15550100001' }\n")
        with self.serve("--config", world):
            pass
        with open(world, "w") as file:
            file.write("# As before, otherwise written\nunderstudy: 1\nnumbers: { one: { number: \"+15550100001\" } }\nseed: 7\n")
        with self.serve("--config", world):
            pass
        with open(world, "w") as file:
            file.write("understudy: 1\nseed: 8\nstrict_senders: true\n")
        code, said = self.refusal("--config", world)
        self.assertEqual(code, 2)
        self.assertIn("was begun with other settings than are given now: "
                      "seed, strict_senders (not set then), clock (not set now), numbers (not set now)", said)

    def test_what_is_not_such_a_file_is_left_as_it_is(self):
        with open(self.db, "w") as file:
            file.write("Dear diary, " * 100)
        code, said = self.refusal()
        self.assertEqual((code, said), (2, f"understudy: {self.db}: file is not a database\n"))
        with open(self.db) as file:
            self.assertEqual(file.read(), "Dear diary, " * 100)
        os.remove(self.db)
        self.sql("CREATE TABLE diary(entry)")
        with open(self.db, "rb") as file:
            before = file.read()
        self.assertEqual(self.refusal(), (2, f"understudy: {self.db}: is a database of something else\n"))
        with open(self.db, "rb") as file:
            self.assertEqual(file.read(), before)

    def test_one_that_was_tampered_with_is_refused_and_says_where(self):
        with self.serve() as twilio:
            twilio.create()
            twilio.create()
        self.sql("UPDATE inputs SET body = replace(body, 'Body=hi', 'Body=ho') WHERE kind = 'asked'")
        code, said = self.refusal("--clock", "manual")
        self.assertEqual(code, 2)
        self.assertRegex(said, rf"worlds.db: input \d+ \(asked\) of {ACCOUNT} does not bring it to where it was: at .*journal")

    def test_an_answer_to_nothing_is_refused(self):
        with App() as app, self.serve() as twilio:
            twilio.create(StatusCallback=app.origin + "/status")
            twilio.advance("1h")
        self.sql("UPDATE inputs SET details = replace(details, 'delivery=1', 'delivery=7') WHERE kind = 'answered'")
        code, said = self.refusal("--clock", "manual")
        self.assertEqual(code, 2)
        self.assertIn("delivery 7 was not in flight", said)

    def test_a_disk_that_is_full_ends_it_and_nothing_is_answered_that_was_not_kept(self):
        def small_files():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

        command = subprocess.Popen
        answered = []
        self.addCleanup(setattr, subprocess, "Popen", command)
        subprocess.Popen = lambda *a, **k: command(*a, **k, preexec_fn=small_files)
        with self.serve() as twilio:
            subprocess.Popen = command
            try:
                while len(answered) < 10_000:
                    answered.append(twilio.create(Body="x" * 500)[1]["sid"])
            except OSError:
                pass
            self.assertEqual(twilio.ended(), 3)
        self.assertRegex(twilio.log, r"worlds.db: cannot be written: .*(full|I/O)")
        self.assertGreater(len(answered), 5)
        with self.serve() as twilio:
            for sid in answered:
                self.assertEqual(twilio.ask("GET", f"{MESSAGES}/{sid}.json")[0], 200)


if __name__ == "__main__":
    unittest.main()
