"""Twilio's own SDK for Python against the stand-in: one line points it there, and the rest is as an app has it."""

import base64
import datetime
import os
import sys
import unittest
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "cli"))
from understudy import ACCOUNT, TOKEN, App, Running, signature  # noqa: E402

from twilio.base.exceptions import TwilioRestException  # noqa: E402
from twilio.request_validator import RequestValidator  # noqa: E402
from twilio.rest import Client  # noqa: E402
from twilio.twiml.messaging_response import MessagingResponse  # noqa: E402

TO, FROM = "+15550100099", "+15550100001"


class Sdk(unittest.TestCase):
    def setUp(self):
        self.twilio = Running("serve", "--port", "0", "--clock", "manual", "--start", "2026-01-01T09:00:00Z", "--quiet")
        self.twilio.__enter__()
        self.addCleanup(self.twilio.__exit__)
        self.client = self.client_for(ACCOUNT, TOKEN)

    def client_for(self, user, password):
        client = Client(user, password)
        for product in client.api, client.messaging:
            product.base_url = self.twilio.origin
        return client

    def send(self, **fields):
        return self.client.messages.create(**{"to": TO, "from_": FROM, "body": "hi", **fields})

    def test_a_message_is_created_fetched_and_delivered(self):
        created = self.send()
        self.assertEqual((created.status, created.num_segments, created.direction), ("queued", "1", "outbound-api"))
        self.twilio.advance("10s")
        fetched = self.client.messages(created.sid).fetch()
        self.assertEqual(fetched.status, "delivered")
        self.assertEqual(fetched.date_created, datetime.datetime(2026, 1, 1, 9, tzinfo=datetime.timezone.utc))
        self.assertEqual(fetched.price, "-0.00750")

    def test_lists_go_over_pages_and_take_filters(self):
        for i in range(5):
            self.send(body=str(i))
            self.twilio.advance("1h")
        self.assertEqual([message.body for message in self.client.messages.list(page_size=2)], list("43210"))
        self.assertEqual(len(list(self.client.messages.stream(limit=3, page_size=1))), 3)
        after = datetime.datetime(2026, 1, 1, 12)
        self.assertEqual([message.body for message in self.client.messages.list(date_sent_after=after)], ["4", "3"])
        self.assertEqual(self.client.messages.list(to="+15550100098"), [])

    def test_a_message_is_redacted_and_deleted(self):
        message = self.send()
        self.twilio.advance("10s")
        self.assertEqual(message.update(body="").body, "")
        self.assertTrue(message.delete())
        with self.assertRaises(TwilioRestException) as gone:
            self.client.messages(message.sid).fetch()
        self.assertEqual((gone.exception.status, gone.exception.code), (404, 20404))

    def test_what_twilio_refuses_is_an_exception_with_its_code(self):
        for fields, code in (({"to": "+1"}, 21211), ({"from_": "+0"}, 21212), ({"body": "a" * 1601}, 21617)):
            with self.subTest(code), self.assertRaises(TwilioRestException) as refused:
                self.send(**fields)
            self.assertEqual((refused.exception.status, refused.exception.code), (400, code))
        with self.assertRaises(TwilioRestException) as stranger:
            self.client_for(ACCOUNT, "wrong").messages("SM00").fetch()
        self.assertEqual((stranger.exception.status, stranger.exception.code), (401, 20003))

    def test_callbacks_are_signed_as_the_sdk_checks_them(self):
        with App() as app:
            self.send(status_callback=app.origin + "/status?a=1")
            self.twilio.advance("10s")
            self.assertEqual(app.statuses(), ["sent", "delivered"])
            for url, form, genuine in app.got:
                self.assertTrue(genuine)
                self.assertTrue(RequestValidator(TOKEN).validate(url, form, signature(url, form)))

    def test_a_text_is_answered_with_twiml_that_the_sdk_built(self):
        reply = MessagingResponse()
        reply.message("Thanks & bye <3")
        with App(body=str(reply), content_type="text/xml") as app:
            number = self.client.incoming_phone_numbers.list(phone_number=FROM)[0]
            number.update(sms_url=app.origin + "/sms")
            self.twilio.control("POST", "inbound", {"from": TO, "to": FROM, "body": "hello"})
            self.twilio.advance("10s")
            self.assertEqual(app.got[0][1]["Body"], "hello")
        answer = self.client.messages.list(to=TO)[0]
        self.assertEqual((answer.body, answer.direction), ("Thanks & bye <3", "outbound-reply"))

    def test_media_of_a_text_are_found_where_the_webhook_says(self):
        with App() as app:
            number = self.client.incoming_phone_numbers.list(phone_number=FROM)[0]
            number.update(sms_url=app.origin + "/sms")
            vcard = {"content_type": "text/vcard", "base64": base64.b64encode(b"BEGIN:VCARD").decode()}
            media = ["https://example.com/cat.png", vcard]
            self.twilio.control("POST", "inbound", {"from": TO, "to": FROM, "media": media})
            self.twilio.advance("10s")
            form = app.got[0][1]
        self.assertEqual((form["NumMedia"], form["MediaContentType0"], form["MediaContentType1"]),
                         ("2", "image/png", "text/vcard"))
        request = urllib.request.Request(form["MediaUrl1"])
        request.add_header("Authorization", "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode())
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
            self.assertEqual((answer.headers["Content-Type"], answer.read()), ("text/vcard", b"BEGIN:VCARD"))
        listed = self.client.messages(form["MessageSid"]).media.list()
        self.assertEqual([medium.content_type for medium in listed], ["image/png", "text/vcard"])
        self.assertEqual(self.client.messages(form["MessageSid"]).media.list(
            date_created_after=datetime.datetime(2026, 1, 2)), [])
        self.assertEqual(listed[1].fetch().parent_sid, form["MessageSid"])
        self.assertTrue(listed[1].delete())
        with self.assertRaises(TwilioRestException) as gone:
            listed[1].fetch()
        self.assertEqual((gone.exception.status, gone.exception.code), (404, 20404))

    def test_a_key_lives_until_it_is_deleted(self):
        key = self.client.new_keys.create(friendly_name="Deploys")
        app = Client(key.sid, key.secret, ACCOUNT)
        app.api.base_url = self.twilio.origin
        self.assertEqual(app.messages.list(), [])
        self.assertEqual([each.friendly_name for each in self.client.keys.list()], ["Deploys", "Understudy"])
        self.assertTrue(self.client.keys(key.sid).delete())
        with self.assertRaises(TwilioRestException) as gone:
            app.messages("SM" + "0" * 32).fetch()
        self.assertEqual((gone.exception.status, gone.exception.code), (401, 20003))

    def test_a_service_sends_from_its_pool(self):
        service = self.client.messaging.v1.services.create(friendly_name="Alerts")
        number = self.client.incoming_phone_numbers.list(phone_number="+15005550006")[0]
        service.phone_numbers.create(phone_number_sid=number.sid)
        message = self.client.messages.create(to=TO, messaging_service_sid=service.sid, body="hi")
        self.assertEqual(message.status, "accepted")
        self.twilio.advance("10s")
        self.assertEqual(self.client.messages(message.sid).fetch().from_, "+15005550006")
        self.assertTrue(service.delete())


if __name__ == "__main__":
    unittest.main()
