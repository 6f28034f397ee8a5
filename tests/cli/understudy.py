"""What the command line tests share: the program started on a free port, HTTP to it, and an app that takes webhooks."""

import base64
import contextlib
import hashlib
import hmac
import http.client
import http.server
import json
import os
import re
import signal
import ssl
import subprocess
import tempfile
import threading
import urllib.parse

BINARY = os.environ.get("UNDERSTUDY_BINARY", "build/release/understudy")
SOURCE = os.environ.get("UNDERSTUDY_SOURCE", ".")
ACCOUNT = "ACc0ffee00c0ffee00c0ffee00c0ffee00"
TOKEN = "5eed5eed5eed5eed5eed5eed5eed5eed"
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"
LIMIT = 30  # seconds of real time for anything; only a hang comes near


def clean_environment(**more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TWILIO_", "UNDERSTUDY_"))}
    return {**kept, **more}


def run(*arguments, env=None):
    """Runs a command to its end."""
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=LIMIT,
                          env=env or clean_environment(), stdin=subprocess.DEVNULL)


class Running:
    """A command that listens, ended by Ctrl-C; `with` it."""

    def __init__(self, *arguments, env=None, ending=signal.SIGINT, ca_file=None):
        self.arguments = arguments
        self.ca_file = ca_file  # trusted when it serves HTTPS
        self.env = env or clean_environment()
        self.ending = ending
        self.output = self.log = ""
        self.exit_code = None

    def __enter__(self):
        self.log_file = tempfile.TemporaryFile("w+")  # a pipe that nobody reads would fill up
        self.process = subprocess.Popen([BINARY, *self.arguments], stdout=subprocess.PIPE, stderr=self.log_file, text=True,
                                        env=self.env, stdin=subprocess.DEVNULL)
        self.first_line = self.process.stdout.readline()
        if not self.first_line.startswith(("listening on http://", "listening on https://")):
            self.process.kill()
            self.ended()
            raise AssertionError(f"{self.arguments} did not listen: {self.output}{self.log}")
        self.origin = self.first_line.split()[-1]
        self.host = self.origin.split("://")[1]
        return self

    def __exit__(self, *_):
        if self.exit_code is None:
            self.stop()

    def stop(self):
        self.process.send_signal(self.ending)
        return self.ended()

    def ended(self):
        """Waits for the end that something else has brought about."""
        self.exit_code = self.process.wait(timeout=LIMIT)
        self.output = self.first_line + self.process.stdout.read()
        self.process.stdout.close()
        self.log_file.seek(0)
        self.log = self.log_file.read()
        self.log_file.close()
        return self.exit_code

    def connection(self):
        if self.origin.startswith("http://"):
            return http.client.HTTPConnection(self.host, timeout=LIMIT)
        return http.client.HTTPSConnection(self.host, timeout=LIMIT, context=ssl.create_default_context(cafile=self.ca_file))

    def exported(self):
        """What it told a shell to set, once its guide is read to the end."""
        while "# try:" not in self.first_line and (line := self.process.stdout.readline()):
            self.first_line += line
        return dict(re.findall(r"^export (\w+)=(.*)$", self.first_line, re.M))

    def ask(self, method, path, form=None, password=TOKEN, headers=None, body=None):
        """(status, body): the body as JSON where it is some."""
        connection = self.connection()
        sent = dict(headers or {})
        if password is not None:
            sent["Authorization"] = "Basic " + base64.b64encode(f"{ACCOUNT}:{password}".encode()).decode()
        if form is not None:
            body = urllib.parse.urlencode(form)
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        connection.request(method, path, body, sent)
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        try:
            return response.status, json.loads(text)
        except ValueError:
            return response.status, text

    def create(self, **fields):
        form = {"To": "+15550100099", "From": "+15550100001", "Body": "hi"}
        form.update(fields)
        return self.ask("POST", MESSAGES + ".json", {name: value for name, value in form.items() if value is not None})

    def control(self, method, path, body=None):
        text = json.dumps(body) if body is not None else None
        return self.ask(method, "/_understudy/v1/" + path, password=None, body=text)

    def advance(self, by):
        status, answer = self.control("POST", "clock/advance", {"by": by})
        assert status == 200, answer
        return answer

    def journal(self, kind=None):
        _, text = self.control("GET", "journal" + (f"?kind={kind}" if kind else ""))
        if isinstance(text, dict):
            return [text]
        return [json.loads(line) for line in text.splitlines()]


def signature(url, form, token=TOKEN):
    """Twilio's, computed by other code than the product's. https://www.twilio.com/docs/usage/security"""
    text = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


class App:
    """An app on a port of its own that keeps every webhook it gets; `with` it."""

    def __init__(self, answer=None, body="", content_type=None):
        self.answer = answer or (200 if body else 204)
        self.body = body.encode()
        self.content_type = content_type
        self.got = []  # (url as called, form, signature is good)
        self.tokens = []  # I-Twilio-Idempotency-Token of each
        self.before = lambda: None  # what it does before it answers
        self.came = threading.Condition()

    def __enter__(self):
        app = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                form = dict(urllib.parse.parse_qsl(body, keep_blank_values=True))
                url = f"http://{self.headers['Host']}{self.path}"
                genuine = hmac.compare_digest(signature(url, form), self.headers.get("X-Twilio-Signature", ""))
                with app.came:
                    app.got.append((url, form, genuine))
                    app.tokens.append(self.headers.get("I-Twilio-Idempotency-Token"))
                    app.came.notify_all()
                app.before()
                with contextlib.suppress(BrokenPipeError):  # whoever asked may be gone
                    self.send_response(app.answer)
                    if app.content_type:
                        self.send_header("Content-Type", app.content_type)
                    self.send_header("Content-Length", str(len(app.body)))
                    self.end_headers()
                    self.wfile.write(app.body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def wait_for(self, count):
        with self.came:
            if not self.came.wait_for(lambda: len(self.got) >= count, timeout=LIMIT):
                raise AssertionError(f"{len(self.got)} webhooks came, not {count}")
        return self.got

    def statuses(self):
        return [form.get("MessageStatus") for _, form, _ in self.got]
