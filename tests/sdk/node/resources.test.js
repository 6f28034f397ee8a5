import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { StandIn, account, start, twilio } from "./support/stand_in.js";
import { WebhookReceiver } from "./support/webhook_receiver.js";

test("the account is active", async (t) => {
  const fetched = await (await StandIn.serve(t)).client().api.v2010.accounts(account.sid).fetch();
  assert.equal(fetched.status, "active");
  assert.equal(fetched.type, "Full");
});

test("a text goes to the URL that its number was set to, with a signature that the SDK accepts", async (t) => {
  const standIn = await StandIn.serve(t);
  const receiver = await WebhookReceiver.listen(t);
  const [number] = await standIn.client().incomingPhoneNumbers.list({ phoneNumber: "+15550100001" });
  assert.equal(number.capabilities.sms, true);
  const changed = await standIn.client().incomingPhoneNumbers(number.sid).update({ smsUrl: `${receiver.origin}/sms` });
  assert.equal(changed.smsUrl, `${receiver.origin}/sms`);
  await standIn.textIn("+15550100099", "+15550100001", "hello");
  await standIn.advance("1s");
  const [{ headers, url, params }] = receiver.webhooks;
  assert.equal(params.Body, "hello");
  assert.ok(twilio.validateRequest(account.token, headers["x-twilio-signature"], url, params));
});

test("a service is created, given a number, and sends from it", async (t) => {
  const standIn = await StandIn.serve(t);
  const client = standIn.client();
  const service = await client.messaging.v1.services.create({ friendlyName: "Alerts", stickySender: false });
  assert.match(service.sid, /^MG[0-9a-f]{32}$/);
  assert.ok(service.dateCreated instanceof Date);
  const [number] = await client.incomingPhoneNumbers.list({ phoneNumber: "+15005550006" });
  const pool = client.messaging.v1.services(service.sid).phoneNumbers;
  assert.equal((await pool.create({ phoneNumberSid: number.sid })).phoneNumber, "+15005550006");
  assert.deepEqual((await pool.list()).map((member) => member.phoneNumber), ["+15005550006"]);
  const { sid } = await client.messages.create({ to: "+15551230001", messagingServiceSid: service.sid, body: "hi" });
  await standIn.advance("1h");
  assert.equal((await client.messages(sid).fetch()).from, "+15005550006");
  assert.equal((await client.messaging.v1.services.list()).length, 2);
  assert.equal(await client.messaging.v1.services(service.sid).remove(), true);
});

test("media are fetched from the app, listed, downloaded and removed", async (t) => {
  const standIn = await StandIn.serve(t);
  const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x00, 0xff]);
  const app = createServer((_, response) => response.writeHead(200, { "Content-Type": "image/png" }).end(bytes));
  await once(app.listen(0, "127.0.0.1"), "listening");
  t.after(() => {
    app.close();
    app.closeAllConnections();
  });
  const client = standIn.client();
  const mediaUrl = [`http://127.0.0.1:${app.address().port}/cat.png`, "https://example.com/b.gif"];
  const { sid, numMedia } = await client.messages.create({ to: "+15551230001", from: "+15550100001", mediaUrl });
  assert.equal(numMedia, "2");
  assert.match(sid, /^MM/);
  await standIn.advance("10s");
  const media = await client.messages(sid).media.list();
  assert.deepEqual(media.map(({ contentType }) => contentType), ["image/png", "image/gif"]);
  const fetched = await client.messages(sid).media(media[0].sid).fetch();
  assert.equal(fetched.parentSid, sid);
  const authorization = `Basic ${Buffer.from(`${account.sid}:${account.token}`).toString("base64")}`;
  const url = standIn.origin + fetched.uri.replace(".json", "");
  const download = await fetch(url, { headers: { authorization } });
  assert.equal(download.headers.get("content-type"), "image/png");
  assert.deepEqual(Buffer.from(await download.arrayBuffer()), bytes);
  assert.equal((await fetch(url)).status, 401);
  assert.equal(await client.messages(sid).media(media[0].sid).remove(), true);
  await assert.rejects(client.messages(sid).media(media[0].sid).fetch(), { status: 404, code: 20404 });
});

test("a scheduled message can be canceled", async (t) => {
  const client = (await StandIn.serve(t)).client();
  const message = await client.messages.create({
    to: "+15551230001",
    messagingServiceSid: account.service,
    body: "later",
    scheduleType: "fixed",
    sendAt: new Date("2026-01-02T09:00:00Z"),
  });
  assert.equal(message.status, "scheduled");
  assert.equal((await client.messages(message.sid).update({ status: "canceled" })).status, "canceled");
});

test("a lookup says whether a number is valid", async (t) => {
  const client = (await StandIn.serve(t)).client();
  const good = await client.lookups.v2.phoneNumbers("+14159929960").fetch();
  assert.deepEqual([good.valid, good.countryCode, good.nationalFormat], [true, "US", "(415) 992-9960"]);
  const bad = await client.lookups.v2.phoneNumbers("+1415").fetch();
  assert.deepEqual([bad.valid, bad.validationErrors], [false, ["TOO_SHORT"]]);
});

test("a key is made, is good at once, and is no longer once it is deleted", async (t) => {
  const standIn = await StandIn.serve(t);
  const owner = standIn.client();
  const { sid, secret, dateCreated } = await owner.newKeys.create({ friendlyName: "Deploys" });
  assert.match(sid, /^SK[0-9a-f]{32}$/);
  assert.deepEqual(dateCreated, new Date(start));
  const app = standIn.client(sid, secret);
  const message = await app.messages.create({ to: "+15551230001", from: "+15550100001", body: "hi" });
  assert.equal((await app.messages(message.sid).fetch()).body, "hi");
  assert.equal((await app.messaging.v1.services.list()).length, 1);
  await assert.rejects(app.keys.list(), { status: 401, code: 20003, message: "Authenticate" });
  assert.deepEqual((await owner.keys.list()).map((key) => key.sid), [sid, account.key]);
  assert.equal((await owner.keys(sid).update({ friendlyName: "Old" })).friendlyName, "Old");
  assert.equal((await owner.keys(sid).fetch()).secret, undefined);
  assert.equal(await owner.keys(sid).remove(), true);
  await assert.rejects(app.messages.list(), { status: 401, code: 20003, message: /invalid username/ });
  assert.deepEqual((await owner.keys.list()).map((key) => key.sid), [account.key]);
});

test("the newer API has the same keys", async (t) => {
  const standIn = await StandIn.serve(t);
  const { iam, keys } = standIn.client();
  const key = await iam.v1.newApiKey.create({ accountSid: account.sid, friendlyName: "Deploys" });
  assert.equal((await standIn.client(key.sid, key.secret).messages.list()).length, 0);
  const listed = await iam.v1.getApiKeys.list({ accountSid: account.sid });
  assert.deepEqual(listed.map((each) => each.sid), [key.sid, account.key]);
  assert.equal((await iam.v1.apiKey(key.sid).fetch()).friendlyName, "Deploys");
  assert.equal(await iam.v1.apiKey(key.sid).remove(), true);
  assert.equal((await keys.list()).length, 1);
});

test("an application has the URLs of the numbers and messages that name it", async (t) => {
  const standIn = await StandIn.serve(t);
  const client = standIn.client();
  const receiver = await WebhookReceiver.listen(t);
  const application = await client.applications.create({
    friendlyName: "Shop",
    smsUrl: `${receiver.origin}/sms`,
    messageStatusCallback: `${receiver.origin}/status`,
  });
  const [number] = await client.incomingPhoneNumbers.list({ phoneNumber: "+15550100001" });
  await client.incomingPhoneNumbers(number.sid).update({ smsApplicationSid: application.sid });
  await client.messages.create({
    to: "+15551230001",
    from: "+15550100001",
    body: "hi",
    applicationSid: application.sid,
  });
  await standIn.advance("1m");
  await standIn.textIn("+15550100099", "+15550100001", "hello");
  await standIn.advance("1s");
  const seen = receiver.webhooks.map(({ url, params }) => [new URL(url).pathname, params.MessageStatus ?? params.Body]);
  assert.deepEqual(seen, [["/status", "sent"], ["/status", "delivered"], ["/sms", "hello"]]);
  assert.deepEqual((await client.applications.list({ friendlyName: "Shop" })).map(({ sid }) => sid), [application.sid]);
  assert.equal(await client.applications(application.sid).remove(), true);
});

test("test credentials know the magic numbers", async (t) => {
  const standIn = await StandIn.serve(t);
  const sid = "AC7e577e577e577e577e577e577e577e57";
  const client = standIn.client(sid, "7e577e577e577e577e577e577e577e57", { accountSid: sid });
  const message = { to: "+15551230001", from: "+15005550006", body: "hi" };
  assert.equal((await client.messages.create(message)).status, "queued");
  await assert.rejects(client.messages.create({ ...message, to: "+15005550009" }), { status: 400, code: 21614 });
  await assert.rejects(client.messages.create({ ...message, from: "+15005550008" }), { status: 429, code: 21611 });
  await assert.rejects(client.messages.list(), { status: 403, code: 20008 });
  await assert.rejects(client.messaging.v1.services.list(), { status: 403, code: 20008 });
});
