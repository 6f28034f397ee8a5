import assert from "node:assert/strict";
import { test } from "node:test";
import { StandIn } from "./support/stand_in.js";

const recipient = (n) => `+155501000${10 + n}`;

async function withMessages(t, count) {
  const standIn = await StandIn.serve(t);
  const client = standIn.client();
  for (let i = 0; i < count; ++i) {
    await client.messages.create({ to: recipient(i % 3), from: "+15550100001", body: String(i) });
    await standIn.advance("1h");
  }
  return client;
}

test("the SDK walks over all pages, newest first", async (t) => {
  const client = await withMessages(t, 7);
  const messages = await client.messages.list({ pageSize: 2 });
  assert.deepEqual(messages.map((message) => message.body), ["6", "5", "4", "3", "2", "1", "0"]);
  assert.equal((await client.messages.list({ pageSize: 2, limit: 3 })).length, 3);
});

test("the SDK goes from page to page by itself", async (t) => {
  const client = await withMessages(t, 5);
  const first = await client.messages.page({ pageSize: 3 });
  assert.equal(first.instances.length, 3);
  const second = await first.nextPage();
  assert.deepEqual(second.instances.map((message) => message.body), ["1", "0"]);
  assert.equal(await second.nextPage(), undefined);
});

test("lists are narrowed by recipient, sender and when messages were sent", async (t) => {
  const client = await withMessages(t, 6);
  const bodies = async (filter) => (await client.messages.list(filter)).map((message) => message.body);
  assert.deepEqual(await bodies({ to: recipient(1) }), ["4", "1"]);
  assert.deepEqual(await bodies({ from: "+15550100002" }), []);
  const at = (hour) => new Date(`2026-01-01T${String(hour).padStart(2, "0")}:00:00Z`);
  assert.deepEqual(await bodies({ dateSentAfter: at(13) }), ["5", "4"]);
  assert.deepEqual(await bodies({ dateSentBefore: at(11) }), ["2", "1", "0"]); // to the second, ends included
  assert.deepEqual(await bodies({ dateSentAfter: at(10), dateSentBefore: at(12) }), ["3", "2", "1"]);
});

test("a message is redacted, and removed when it is complete", async (t) => {
  const standIn = await StandIn.serve(t);
  const client = standIn.client();
  const { sid } = await client.messages.create({ to: recipient(0), from: "+15550100001", body: "secret" });
  await assert.rejects(client.messages(sid).remove(), { status: 409, code: 20009 });
  await standIn.advance("1h");
  assert.equal((await client.messages(sid).update({ body: "" })).body, "");
  assert.equal(await client.messages(sid).remove(), true);
  await assert.rejects(client.messages(sid).fetch(), { status: 404, code: 20404 });
});

test("feedback is taken", async (t) => {
  const client = (await StandIn.serve(t)).client();
  const { sid } = await client.messages.create({ to: recipient(0), from: "+15550100001", body: "hi" });
  const feedback = await client.messages(sid).feedback.create({ outcome: "confirmed" });
  assert.equal(feedback.outcome, "confirmed");
  assert.equal(feedback.messageSid, sid);
});
