import assert from "node:assert/strict";
import { test } from "node:test";
import { StandIn, account, twilio } from "./support/stand_in.js";

const hello = { to: "+15550100099", from: "+15550100001", body: "hello" };
const unknown = `SM${"0".repeat(32)}`;

// What an app that catches the SDK's exception sees.
async function refused(attempt, { status, code, message }) {
  await assert.rejects(attempt, (error) => {
    assert.ok(error instanceof twilio.RestException, `${error}`);
    assert.equal(error.code, code, error.message);
    assert.equal(error.status, status);
    assert.equal(error.moreInfo, `https://www.twilio.com/docs/errors/${code}`);
    assert.match(error.message, message);
    return true;
  });
}

for (const [title, changes, code, message] of [
  ["a recipient that is no number", { to: "12345x" }, 21211, /To.*12345x/],
  ["no recipient", { to: "" }, 21604, /'To' phone number is required/],
  ["a sender that is no number", { from: "+1500" }, 21212, /From.*\+1500/],
  ["no sender", { from: undefined }, 21603, /'From' phone number is required/],
  ["no body", { body: undefined }, 21602, /Message body is required/],
  ["a body of 1601 characters", { body: "x".repeat(1601) }, 21617, /1600 character limit/],
]) {
  test(`${title} is refused with ${code}`, async (t) => {
    const client = (await StandIn.serve(t)).client();
    await refused(client.messages.create({ ...hello, ...changes }), { status: 400, code, message });
  });
}

test("a body of 1600 characters is still taken", async (t) => {
  const client = (await StandIn.serve(t)).client();
  const message = await client.messages.create({ ...hello, body: "x".repeat(1600) });
  assert.equal(message.numSegments, "11");
});

test("a message that nobody created is not found", async (t) => {
  const client = (await StandIn.serve(t)).client();
  const path = `/2010-04-01/Accounts/${account.sid}/Messages/${unknown}.json`;
  const message = new RegExp(`^The requested resource ${path} was not found$`);
  await refused(client.messages(unknown).fetch(), { status: 404, code: 20404, message });
});

for (const [title, user, password] of [
  ["a wrong auth token", account.sid, "0".repeat(32)],
  ["an API key with a wrong secret", account.key, "0".repeat(32)],
  ["the secret of an API key with the account's SID", account.sid, account.secret],
  ["an API key that nobody made", `SK${"0".repeat(32)}`, account.secret],
]) {
  test(`${title} is refused with 20003`, async (t) => {
    const client = (await StandIn.serve(t)).client(user, password);
    const expected = { status: 401, code: 20003, message: /^Authenticat/ };
    await refused(client.messages.create(hello), expected);
    await refused(client.messages(unknown).fetch(), expected);
  });
}

test("whoever texted STOP is not written to again, which is refused with 21610", async (t) => {
  const standIn = await StandIn.serve(t);
  await standIn.client().messages.create(hello);
  await standIn.textIn(hello.to, hello.from, "STOP");
  await standIn.advance("30s");
  await refused(standIn.client().messages.create(hello), { status: 400, code: 21610, message: /unsubscribed/ });
});

test("a service that is overloaded on purpose is an exception with its status", async (t) => {
  const standIn = await StandIn.serve(t);
  await standIn.plan({ on: "messages.create", answer: { status: 503 } });
  await refused(standIn.client().messages.create(hello), { status: 503, code: 20503, message: /./ });
  assert.equal((await standIn.client().messages.create(hello)).status, "queued");
});

test("the SDK's own retry gets past too many requests", async (t) => {
  const standIn = await StandIn.serve(t);
  const fault = { on: "messages.create", answer: { status: 429 } };
  await standIn.plan(fault);
  await refused(standIn.client().messages.create(hello), { status: 429, code: 20429, message: /Too Many Requests/ });

  await standIn.plan(fault);
  const retrying = standIn.client(account.sid, account.token, { autoRetry: true });
  assert.equal((await retrying.messages.create(hello)).status, "queued");
});
