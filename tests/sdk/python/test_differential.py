"""The same calls through Twilio's own SDK and through the client core: equal answers, and equal journals in the fake."""

import datetime
import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "cli"))
from understudy import ACCOUNT, BINARY, LIMIT, TOKEN, Running, clean_environment  # noqa: E402

from twilio.base.exceptions import TwilioRestException  # noqa: E402
from twilio.rest import Client  # noqa: E402

TO, FROM, SERVICE = "+15550100099", "+15550100001", "MGc0ffee00c0ffee00c0ffee00c0ffee00"
CALLER = os.path.join(os.path.dirname(os.path.abspath(BINARY)), "understudy_caller")
# The client checks a schedule by its own clock, so the fake's begins where that is.
START = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class Ours:
    """The client core, in a process of its own."""

    def __init__(self, origin):
        environment = clean_environment(TWILIO_ACCOUNT_SID=ACCOUNT, TWILIO_AUTH_TOKEN=TOKEN, TWILIO_BASE_URL=origin)
        self.process = subprocess.Popen([CALLER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)

    def __call__(self, name, **fields):
        self.process.stdin.write(json.dumps({"call": name, **fields}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def end(self):
        self.process.stdin.close()
        self.process.wait(timeout=LIMIT)
        self.process.stdout.close()


class Theirs:
    """Twilio's SDK."""

    def __init__(self, origin):
        self.client = Client(ACCOUNT, TOKEN)
        self.client.api.base_url = origin

    def __call__(self, name, **fields):
        try:
            return getattr(self, name)(**fields)
        except TwilioRestException as refusal:
            return {"error": refusal.code, "status": refusal.status}

    @staticmethod
    def answer(message):
        return {"sid": message.sid, "status": message.status, "body": message.body, "num_segments": message.num_segments}

    def send(self, **fields):
        if "from" in fields:
            fields["from_"] = fields.pop("from")
        if "send_at" in fields:
            fields["schedule_type"] = "fixed"
        return self.answer(self.client.messages.create(**fields))

    def get(self, sid):
        return self.answer(self.client.messages(sid).fetch())

    def cancel(self, sid):
        return self.answer(self.client.messages(sid).update(status="canceled"))

    def redact(self, sid):
        return self.answer(self.client.messages(sid).update(body=""))

    def remove(self, sid):
        return self.client.messages(sid).delete()

    def feedback(self, sid):
        self.client.messages(sid).feedback.create(outcome="unconfirmed")
        return True

    def media(self, sid):
        return [medium.content_type for medium in self.client.messages(sid).media.list()]

    def list(self, **fields):
        if "from" in fields:
            fields["from_"] = fields.pop("from")
        for name in "date_sent_after", "date_sent_before":
            if name in fields:
                fields[name] = datetime.datetime.strptime(fields[name], "%Y-%m-%dT%H:%M:%SZ")
        fields.setdefault("page_size", 50)
        return [message.sid for message in self.client.messages.list(**fields)]

    def end(self):
        pass


def play(call, twilio):
    """Calls of every kind, and what they were answered."""
    answers = []

    def ask(name, **fields):
        answers.append((name, call(name, **fields)))
        return answers[-1][1]

    plain = ask("send", to=TO, **{"from": FROM}, body="1 + 1 = 2 & “more”")
    ask("send", to=TO, **{"from": FROM}, body="hi", status_callback="http://127.0.0.1:9/status?shop=7", validity_period=600,
        max_price="1.5", provide_feedback=True, attempt=2, force_delivery=False, content_retention="retain",
        address_retention="obfuscate", smart_encoded=True)
    picture = ask("send", to=TO, **{"from": FROM}, body="look", media_url=["http://127.0.0.1:9/a.png", "http://127.0.0.1:9/b.png"])
    ask("send", to=TO, messaging_service_sid=SERVICE, body="from whoever", send_as_mms=False)
    later = ask("send", to=TO, messaging_service_sid=SERVICE, body="later", send_at=stamp(START + datetime.timedelta(hours=1)))
    ask("send", to=TO, **{"from": FROM})
    for wrong in {"to": "banana"}, {"from": "+1555"}, {"body": "x" * 1601}:
        ask("send", **{"to": TO, "from": FROM, "body": "hi", **wrong})
    ask("cancel", sid=later["sid"])
    ask("cancel", sid=later["sid"])
    ask("remove", sid=plain["sid"])  # not final yet
    twilio.advance("20s")
    ask("get", sid=plain["sid"])
    ask("get", sid="SM00000000000000000000000000000000")
    ask("feedback", sid=plain["sid"])
    ask("media", sid=picture["sid"])
    ask("redact", sid=plain["sid"])
    ask("list")
    ask("list", page_size=2)
    ask("list", to=TO, **{"from": FROM})
    ask("list", date_sent_after=stamp(START), date_sent_before=stamp(START + datetime.timedelta(hours=1)), page_size=3)
    ask("remove", sid=plain["sid"])
    ask("get", sid=plain["sid"])
    return answers


def normal(event):
    """The order of fields says nothing, nor how Python spells what is true."""
    if "form" in event:
        event["form"] = {name: {"True": "true", "False": "false"}.get(value, value) if isinstance(value, str) else value
                         for name, value in sorted(event["form"].items())}
    return event


class Differential(unittest.TestCase):
    maxDiff = None

    def played(self, partner):
        with Running("serve", "--port", "0", "--clock", "manual", "--seed", "7", "--start", stamp(START), "--quiet") as twilio:
            call = partner(twilio.origin)
            try:
                answers = play(call, twilio)
            finally:
                call.end()
            return answers, [normal(event) for event in twilio.journal()]

    def test_the_core_and_the_sdk_leave_the_same_journal(self):
        theirs, their_journal = self.played(Theirs)
        ours, our_journal = self.played(Ours)
        self.assertEqual(ours, theirs)
        self.assertEqual(len(our_journal), len(their_journal))
        for mine, other in zip(our_journal, their_journal):
            self.assertEqual(mine, other)


if __name__ == "__main__":
    unittest.main()
