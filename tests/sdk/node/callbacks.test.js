import assert from "node:assert/strict";
import { test } from "node:test";
import { StandIn, account, twilio } from "./support/stand_in.js";
import { WebhookReceiver } from "./support/webhook_receiver.js";

const hello = { to: "+15550100099", from: "+15550100001", body: "hello" };

// The URL is the one the app gave, as Twilio's documentation asks; it must be the one that was called.
function genuine({ headers, url, params }, token = account.token) {
  return twilio.validateRequest(token, headers["x-twilio-signature"], url, params);
}

async function deliver(t, { path = "/status", ...changes } = {}) {
  const standIn = await StandIn.serve(t);
  const receiver = await WebhookReceiver.listen(t);
  const statusCallback = receiver.origin + path;
  const message = await standIn.client().messages.create({ ...hello, statusCallback, ...changes });
  assert.deepEqual(receiver.statuses, []); // the status of the answer is not posted as well
  await standIn.advance("30s");
  return { message, webhooks: receiver.webhooks, statuses: receiver.statuses, statusCallback };
}

test("every status callback until delivered has a signature that the SDK accepts", async (t) => {
  const { message, webhooks, statuses, statusCallback } = await deliver(t);
  assert.deepEqual(statuses, ["sent", "delivered"]);
  for (const webhook of webhooks) {
    assert.equal(webhook.method, "POST");
    assert.equal(webhook.url, statusCallback);
    assert.equal(webhook.headers["content-type"], "application/x-www-form-urlencoded");
    assert.equal(webhook.params.MessageSid, message.sid);
    assert.equal(webhook.params.SmsStatus, webhook.params.MessageStatus);
    assert.equal(webhook.params.AccountSid, account.sid);
    assert.equal(webhook.params.To, hello.to);
    assert.equal(webhook.params.From, hello.from);
    assert.ok(genuine(webhook), JSON.stringify(webhook));
  }
});

test("a callback URL keeps its query, and the signature covers it", async (t) => {
  const path = "/status?order=7&note=two%20words&empty=&quote='";
  const { webhooks, statuses, statusCallback } = await deliver(t, { path });
  assert.deepEqual(statuses, ["sent", "delivered"]);
  for (const webhook of webhooks) {
    assert.equal(webhook.url, statusCallback);
    assert.ok(genuine(webhook), JSON.stringify(webhook));
  }
});

test("a callback that was tampered with is not accepted by the SDK", async (t) => {
  const { webhooks } = await deliver(t);
  const [webhook] = webhooks;
  const { params, headers } = webhook;
  const signature = headers["x-twilio-signature"];
  assert.ok(genuine(webhook));
  assert.ok(!genuine({ ...webhook, params: { ...params, MessageStatus: "delivered" } }));
  assert.ok(!genuine({ ...webhook, params: { ...params, Added: "by someone" } }));
  assert.ok(!genuine({ ...webhook, url: webhook.url.replace("/status", "/other") }));
  assert.ok(!genuine({ ...webhook, headers: { "x-twilio-signature": signature.toLowerCase() } }));
  assert.ok(!genuine({ ...webhook, headers: {} }));
  assert.ok(!genuine(webhook, account.secret));
});

test("each event has an idempotency token of its own", async (t) => {
  const { webhooks } = await deliver(t);
  const tokens = webhooks.map(({ headers }) => headers["i-twilio-idempotency-token"]);
  assert.equal(new Set(tokens).size, 2);
  for (const token of tokens) assert.match(token, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("with a messaging service the callbacks begin with queued and name the service", async (t) => {
  const { webhooks, statuses } = await deliver(t, { from: undefined, messagingServiceSid: account.service });
  assert.deepEqual(statuses, ["queued", "sent", "delivered"]);
  for (const webhook of webhooks) {
    assert.equal(webhook.params.MessagingServiceSid, account.service);
    assert.ok(genuine(webhook), JSON.stringify(webhook));
  }
});

test("a number that stands for an outcome ends its message with that error", async (t) => {
  const { webhooks, statuses } = await deliver(t, { to: "+15005560003" });
  assert.deepEqual(statuses, ["sent", "undelivered"]);
  assert.equal(webhooks[1].params.ErrorCode, "30003");
  assert.ok(genuine(webhooks[1]), JSON.stringify(webhooks[1]));
});

test("a receiver that answers 500 is not asked again, and the message is delivered all the same", async (t) => {
  const standIn = await StandIn.serve(t);
  const receiver = await WebhookReceiver.listen(t, () => 500);
  const { sid } = await standIn.client().messages.create({ ...hello, statusCallback: receiver.origin });
  await standIn.advance("30s");
  assert.deepEqual(receiver.statuses, ["sent", "delivered"]);
  assert.equal((await standIn.client().messages(sid).fetch()).status, "delivered");
});
