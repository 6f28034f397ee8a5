// A program under test of its own for each test: `understudy serve` on a free port, with a clock that the test moves.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

// The SDK would send loopback through a proxy, or rename the host, if these told it to.
for (const name of Object.keys(process.env)) {
  if (/^(https?_proxy|all_proxy|TWILIO_.*)$/i.test(name)) delete process.env[name];
}
const { default: twilio } = await import("twilio");
export { twilio };

// What the default world has.
export const account = {
  sid: "ACc0ffee00c0ffee00c0ffee00c0ffee00",
  token: "5eed5eed5eed5eed5eed5eed5eed5eed",
  key: "SKc0ffee00c0ffee00c0ffee00c0ffee00",
  secret: "5eed0000000000005eed000000005eed",
  service: "MGc0ffee00c0ffee00c0ffee00c0ffee00",
};
export const start = "2026-01-01T09:00:00Z";

export class StandIn {
  // Is stopped when the test `t` ends, and must then have ended by itself and well.
  static async serve(t, options = []) {
    const standIn = new StandIn(options);
    t.after(() => standIn.stop("SIGINT"));
    standIn.origin = await standIn.#address();
    return standIn;
  }

  constructor(more = []) {
    const binary = process.env.UNDERSTUDY_BINARY;
    assert.ok(binary, "UNDERSTUDY_BINARY should name the program, such as build/release/understudy");
    const options = ["serve", "--port", "0", "--clock", "manual", "--start", start, "--quiet", ...more];
    this.process = spawn(binary, options, { env: environment(), stdio: ["ignore", "pipe", "pipe"] });
    this.complaints = "";
    this.process.stderr.on("data", (text) => (this.complaints += text));
    this.ended = new Promise((resolve, reject) => {
      this.process.on("error", reject);
      this.process.on("close", (code, signal) => resolve({ code, signal }));
    });
  }

  // As an app would: the SDK, and where the service is.
  client(user = account.sid, password = account.token, options = {}) {
    const client = twilio(user, password, { accountSid: account.sid, ...options });
    for (const product of [client.api, client.messaging, client.lookups, client.iam]) product.baseUrl = this.origin;
    return client;
  }

  // What it tells a shell to set.
  async exported() {
    const settings = (await this.guide).map((line) => /^export (\w+)=(.*)$/.exec(line)).filter(Boolean);
    return Object.fromEntries(settings.map(([, name, value]) => [name, value]));
  }

  // Answers when everything that fell due on the way is done, and every webhook answered.
  advance(by) {
    return this.#control("clock/advance", { by });
  }

  // A text from a simulated phone; its SID.
  async textIn(from, to, body) {
    return (await this.#control("inbound", { from, to, body })).sid;
  }

  async plan(fault) {
    await this.#control("faults", fault);
  }

  async stop(signal) {
    this.process.kill(signal);
    const end = await this.ended;
    assert.deepEqual(end, { code: 0, signal: null }, `after ${signal} it said: ${this.complaints}`);
  }

  async #control(path, body) {
    const headers = { "Content-Type": "application/json" };
    const url = `${this.origin}/_understudy/v1/${path}`;
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    const text = await response.text();
    assert.ok(response.ok, `${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }

  async #address() {
    const lines = createInterface({ input: this.process.stdout });
    const first = new Promise((resolve) => lines.once("line", resolve));
    const guide = [];
    lines.on("line", (line) => guide.push(line));
    this.guide = new Promise((resolve) => lines.on("line", (line) => line.startsWith("# try:") && resolve(guide)));
    const met = await Promise.race([first, this.ended]);
    const address = /^listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(met);
    assert.ok(address, `its first line should be "listening on http://127.0.0.1:PORT", not ${JSON.stringify(met)}
${this.complaints}`);
    return address[1];
  }
}

// Variables set options of the program; a test's options are its own.
function environment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("UNDERSTUDY_")));
}
