"""The control API over real connections: the journal as it happens, and waiting for messages."""

import json
import os
import socket
import tempfile
import threading
import unittest

from understudy import App, LIMIT, Running, clean_environment

JOURNAL = "/_understudy/v1/journal"


class Follower:
    """Reads the journal's events, one by one."""

    def __init__(self, twilio, path=JOURNAL, **headers):
        self.connection = twilio.connection()
        sent = {"Accept": "text/event-stream", **{name.replace("_", "-"): value for name, value in headers.items()}}
        self.connection.request("GET", path, headers=sent)
        self.response = self.connection.getresponse()
        assert self.response.status == 200, self.response.read()
        assert self.response.getheader("Content-Type") == "text/event-stream"

    def next(self):
        """(id, kind, data), or None at the end."""
        event = {}
        while line := self.response.readline().decode():
            if line == "\n" and event:
                return int(event["id"]), event["event"], json.loads(event["data"])
            name, _, value = line.rstrip("\n").partition(": ")
            if name:
                event[name] = value
        return None

    def until(self, kind):
        found = []
        while not found or found[-1][1] != kind:
            found.append(self.next())
        return found

    def close(self):
        self.connection.close()


class Journal(unittest.TestCase):
    def test_events_come_as_they_happen_and_in_order(self):
        with App() as app, Running("serve", "--port", "0", "--clock", "manual") as twilio:
            follower = Follower(twilio)
            _, message = twilio.create(StatusCallback=app.origin + "/status")
            self.assertEqual([kind for _, kind, _ in follower.until("request")][-1], "request")
            twilio.advance("30s")
            twilio.control("POST", "inbound", {"from": "+15550100099", "to": "+15550100001", "body": "hi"})
            events = follower.until("inbound")
            self.assertIn(("status", "delivered"), [(kind, data.get("status")) for _, kind, data in events])
            lines = twilio.journal()
            self.assertEqual([data for _, _, data in events], lines[events[0][0] - 1:events[-1][0]])
            self.assertTrue(message["sid"])
            follower.close()

    def test_whoever_comes_back_goes_on_where_the_line_broke(self):
        with Running("serve", "--port", "0", "--clock", "manual") as twilio:
            first = Follower(twilio)
            twilio.create()
            last = first.until("request")[-1][0]
            first.close()
            twilio.advance("30s")
            again = Follower(twilio, Last_Event_ID=str(last))
            self.assertEqual(again.next()[0], last + 1)
            again.close()
            of_one_kind = Follower(twilio, JOURNAL + f"?after={last}&kind=status")
            self.assertEqual(of_one_kind.next()[1], "status")
            of_one_kind.close()

    def test_it_ends_with_the_server_and_does_not_hold_it_up(self):
        for options in ([], ["--tls"]):
            with self.subTest(options), tempfile.TemporaryDirectory() as data:
                ca_file = os.path.join(data, "understudy", "ca", "ca.pem")
                environment = clean_environment(XDG_DATA_HOME=data)
                with Running("serve", "--port", "0", *options, env=environment, ca_file=ca_file) as twilio:
                    followers = [Follower(twilio) for _ in range(20)]
                    twilio.create()
                    for follower in followers:
                        follower.until("request")
                    self.assertEqual(twilio.stop(), 0)
                for follower in followers:
                    while follower.next():
                        pass
                    self.assertEqual(follower.response.read(), b"")  # throws if the answer was broken off
                    follower.close()

    def test_it_ends_with_its_world(self):
        with Running("serve", "--port", "0", "--clock", "manual") as twilio:
            _, world = twilio.control("POST", "worlds")
            follower = Follower(twilio, f"/_understudy/v1/worlds/{world['id']}/journal")
            self.assertEqual(twilio.control("DELETE", f"worlds/{world['id']}")[0], 204)
            self.assertIsNone(follower.next())
            follower.close()

    def test_those_who_read_nothing_hold_nobody_up(self):
        with Running("serve", "--port", "0", "--clock", "manual", "--quiet") as twilio:
            request = f"GET {JOURNAL} HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n".encode()
            deaf = [socket.create_connection(twilio.host.split(":"), timeout=LIMIT) for _ in range(50)]
            for connection in deaf:
                connection.sendall(request)
            for _ in range(200):
                self.assertEqual(twilio.create(Body="x" * 1500)[0], 201)
            follower = Follower(twilio)
            self.assertEqual(follower.next()[0], 1)
            follower.close()
            for connection in deaf:
                connection.close()
            self.assertEqual(twilio.stop(), 0)


class Messages(unittest.TestCase):
    def test_whoever_waits_is_answered_when_the_message_comes(self):
        with Running("serve", "--port", "0", "--clock", "manual") as twilio:
            answers = []
            ask = lambda: answers.append(twilio.control("GET", f"messages?to=%2B15550100099&body=code&wait={LIMIT}s"))
            waiting = threading.Thread(target=ask)
            waiting.start()
            twilio.create(Body="hello")
            _, message = twilio.create(Body="your code")
            waiting.join(LIMIT)
            (status, answer), = answers
            self.assertEqual((status, [found["sid"] for found in answer["messages"]]), (200, [message["sid"]]))

    def test_whoever_waits_in_vain_is_told_so(self):
        with Running("serve", "--port", "0", "--clock", "manual") as twilio:
            status, answer = twilio.control("GET", "messages?wait=10ms")
            self.assertEqual(status, 504)
            self.assertIn("the world has none", answer["message"])


if __name__ == "__main__":
    unittest.main()
