// An app that has Twilio's address built in, unchanged: what `serve --proxy-port` exports is all that leads it here.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { account, StandIn } from "./support/stand_in.js";

const app = `
  import twilio from "twilio";
  const client = twilio();
  const sent = await client.messages.create({ to: "+15550100099", from: "+15550100001", body: "hi" });
  const fetched = await client.messages(sent.sid).fetch();
  const [service] = await client.messaging.v1.services.list();
  console.log(fetched.status, service.accountSid);
`;

async function run(environment) {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", app], {
    cwd: import.meta.dirname,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  const code = await new Promise((resolve) => child.on("close", resolve));
  return { code, output };
}

for (const region of [{}, { TWILIO_REGION: "ie1", TWILIO_EDGE: "dublin" }]) {
  test(`an unmodified app comes here through the proxy, ${region.TWILIO_REGION ?? "whatever its region"}`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), "understudy-"));
    t.after(() => rm(folder, { recursive: true }));
    const twilio = await StandIn.serve(t, ["--proxy-port", "0", "--ca-dir", join(folder, "ca")]);
    const { code, output } = await run({ ...(await twilio.exported()), ...region });
    assert.deepEqual({ code, output }, { code: 0, output: `queued ${account.sid}\n` });
  });
}

test("an unmodified app that does not trust the authority sends nothing", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "understudy-"));
  t.after(() => rm(folder, { recursive: true }));
  const twilio = await StandIn.serve(t, ["--proxy-port", "0", "--ca-dir", join(folder, "ca")]);
  const { NODE_EXTRA_CA_CERTS, ...rest } = await twilio.exported();
  assert.ok(NODE_EXTRA_CA_CERTS);
  const { code, output } = await run(rest);
  assert.equal(code, 1);
  assert.match(output, /UNABLE_TO_VERIFY_LEAF_SIGNATURE|unable to verify the first certificate/);
});
