import assert from "node:assert/strict";
import { test } from "node:test";
import { StandIn, account, start } from "./support/stand_in.js";

const hello = { to: "+15550100099", from: "+15550100001", body: "hello" };

test("a message that is created comes back queued, with what was asked for", async (t) => {
  const standIn = await StandIn.serve(t);
  const message = await standIn.client().messages.create(hello);

  assert.match(message.sid, /^SM[0-9a-f]{32}$/);
  const uri = `/2010-04-01/Accounts/${account.sid}/Messages/${message.sid}`;
  const { dateCreated, dateUpdated, ...others } = message.toJSON();
  assert.deepEqual([dateCreated, dateUpdated], [new Date(start), new Date(start)]);
  assert.deepEqual(others, {
    ...hello,
    sid: message.sid,
    status: "queued",
    accountSid: account.sid,
    messagingServiceSid: null,
    direction: "outbound-api",
    numSegments: "1",
    numMedia: "0",
    price: null,
    priceUnit: "USD",
    errorCode: null,
    errorMessage: null,
    dateSent: null,
    apiVersion: "2010-04-01",
    uri: `${uri}.json`,
    subresourceUris: { media: `${uri}/Media.json` },
  });
});

test("a message that was created can be fetched", async (t) => {
  const client = (await StandIn.serve(t)).client();
  const created = await client.messages.create(hello);
  const fetched = await client.messages(created.sid).fetch();
  assert.deepEqual(fetched.toJSON(), created.toJSON());
});

test("a message is delivered when its time has come, and not before", async (t) => {
  const standIn = await StandIn.serve(t);
  const { sid } = await standIn.client().messages.create(hello);
  const fetch = () => standIn.client().messages(sid).fetch();

  await standIn.advance("699ms"); // at the earliest 200 ms to sent and 500 ms more to delivered
  const early = await fetch();
  assert.ok(["sending", "sent"].includes(early.status), early.status);

  await standIn.advance("2.101s"); // at the latest 800 ms and 2 s more
  const late = await fetch();
  assert.equal(late.status, "delivered");
  assert.deepEqual(late.dateCreated, new Date(start));
  assert.ok(late.dateSent >= late.dateCreated && late.dateUpdated > late.dateCreated);
});

test("text beyond the GSM alphabet comes back whole and counts by UCS-2", async (t) => {
  const body = "Grüße, 世界 🎭 & 100 % + more: ".repeat(3).trim();
  assert.equal(body.length, 86); // in UTF-16 units; 70 fit into one segment, then 67 each
  const standIn = await StandIn.serve(t);
  const created = await standIn.client().messages.create({ ...hello, body });
  assert.equal(created.body, body);
  assert.equal(created.numSegments, "2");
});

test("a messaging service accepts a message first and then chooses a sender from its pool", async (t) => {
  const standIn = await StandIn.serve(t);
  const { to, body } = hello;
  const created = await standIn.client().messages.create({ to, body, messagingServiceSid: account.service });
  assert.equal(created.status, "accepted");
  assert.equal(created.messagingServiceSid, account.service);
  assert.equal(created.from, null);

  await standIn.advance("30s");
  const fetched = await standIn.client().messages(created.sid).fetch();
  assert.equal(fetched.status, "delivered");
  assert.ok(["+15550100001", "+15550100002"].includes(fetched.from), fetched.from);
});

test("an API key with its secret speaks for the account", async (t) => {
  const client = (await StandIn.serve(t)).client(account.key, account.secret);
  const created = await client.messages.create(hello);
  assert.equal(created.accountSid, account.sid);
  assert.equal((await client.messages(created.sid).fetch()).body, hello.body);
});

test("a hundred messages sent at once are a hundred messages", async (t) => {
  const client = (await StandIn.serve(t)).client();
  const bodies = Array.from({ length: 100 }, (_, index) => `number ${index}`);
  const created = await Promise.all(bodies.map((body) => client.messages.create({ ...hello, body })));
  assert.equal(new Set(created.map(({ sid }) => sid)).size, 100);
  const fetched = await Promise.all(created.map(({ sid }) => client.messages(sid).fetch()));
  assert.deepEqual(fetched.map(({ body }) => body), bodies);
});

test("a text from a phone is a message that the SDK can fetch", async (t) => {
  const standIn = await StandIn.serve(t);
  const sid = await standIn.textIn("+15550100099", "+15550100001", "Is anybody there?");
  await standIn.advance("30s");
  const message = await standIn.client().messages(sid).fetch();
  assert.equal(message.direction, "inbound");
  assert.equal(message.status, "received");
  assert.equal(message.from, "+15550100099");
  assert.equal(message.to, "+15550100001");
  assert.equal(message.body, "Is anybody there?");
});
