// An app's side of the webhooks: takes down what comes and answers 204.
import { once } from "node:events";
import { createServer } from "node:http";

export class WebhookReceiver {
  // Is closed when the test `t` ends. `answer(webhook)` may take its time; its number is the status answered.
  static async listen(t, answer = () => 204) {
    const receiver = new WebhookReceiver(answer);
    receiver.server.listen(0, "127.0.0.1");
    receiver.server.unref(); // a test that failed to close it must not keep the others from being reported
    await once(receiver.server, "listening");
    t.after(() => {
      receiver.server.close();
      receiver.server.closeAllConnections();
    });
    receiver.origin = `http://127.0.0.1:${receiver.server.address().port}`;
    return receiver;
  }

  constructor(answer) {
    this.webhooks = [];
    this.server = createServer(async (request, response) => {
      const webhook = await read(request);
      this.webhooks.push(webhook);
      response.writeHead(await answer(webhook)).end();
    });
  }

  get statuses() {
    return this.webhooks.map(({ params }) => params.MessageStatus);
  }
}

async function read(request) {
  let body = "";
  for await (const piece of request) body += piece;
  const { method, url, headers } = request;
  return { method, headers, url: `http://${headers.host}${url}`, params: Object.fromEntries(new URLSearchParams(body)) };
}
