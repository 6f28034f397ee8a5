import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { StandIn } from "./support/stand_in.js";
import { WebhookReceiver } from "./support/webhook_receiver.js";

const hello = { to: "+15550100099", from: "+15550100001", body: "hello" };

for (const signal of ["SIGINT", "SIGTERM"]) {
  test(`${signal} ends it well while the SDK keeps its connection open`, async (t) => {
    const standIn = await StandIn.serve(t);
    await standIn.client().messages.create(hello);
    await standIn.stop(signal);
    assert.equal(standIn.complaints, "");
    await assert.rejects(fetch(standIn.origin), ({ cause }) => cause.code === "ECONNREFUSED");
  });
}

test("a callback on its way when SIGINT comes is waited for", async (t) => {
  const standIn = await StandIn.serve(t);
  let arrived, release;
  const onItsWay = new Promise((resolve) => (arrived = resolve));
  const answered = new Promise((resolve) => (release = resolve));
  const receiver = await WebhookReceiver.listen(t, () => {
    arrived();
    return answered;
  });
  await standIn.client().messages.create({ ...hello, statusCallback: receiver.origin });
  const advance = standIn.advance("30s").then(assert.fail, () => "ended"); // it would answer after the callback
  assert.notEqual(await Promise.race([onItsWay, advance]), "ended");

  let ended = false;
  const end = standIn.stop("SIGINT").then(() => (ended = true));
  await setTimeout(200); // real time, as the grace is: without one it would be gone within a few milliseconds
  assert.ok(!ended);
  release(204);
  await Promise.all([end, advance]);
  assert.deepEqual(receiver.statuses, ["sent"]);
});
