#!/usr/bin/env python3
"""Measures the built program and prints one table; called by `./dev bench`.

Machines differ, so most figures have a partner that is measured in the same run, and the ratio of the two is what can be
compared between machines. Aims are for people to see; missing one is no failure.

A bench is a function that yields rows. To add one, write it and decorate it with @bench.
"""
import argparse
import base64
import contextlib
import os
import re
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple, Optional

ROOT = Path(__file__).resolve().parent.parent
ACCOUNT, TOKEN = "ACc0ffee00c0ffee00c0ffee00c0ffee00", "5eed5eed5eed5eed5eed5eed5eed5eed"  # the default world's
CONNECTIONS = 128
MESSAGES = [1_000, 1_000_000]


class Row(NamedTuple):
    name: str
    figure: float
    unit: str
    at_least: Optional[float] = None  # the aim, one of the two
    at_most: Optional[float] = None
    partner: str = ""
    ratio: Optional[float] = None  # of the figure to its partner's


class NotMeasured(Exception):
    pass


BENCHES = []


def bench(function):
    BENCHES.append(function)
    return function


@bench
def lifecycles(programs):
    """From the client's send to the second callback, in memory, on one core, signatures and all."""
    commands = ["lifecycles", "20000", "1000"], ["lifecycles", "20000", "10000"], ["signing-and-parsing", "20000"]
    rounds = [[figures(run([programs.bench, *command]))["per_second"] for command in commands] for _ in range(3)]
    usual, crowded, alone = max(rounds)
    partner = f"signing and parsing alone {shown(alone, '/s')}"
    yield Row("message lifecycles in memory", usual, "/s", at_least=50_000, partner=partner, ratio=usual / alone)
    yield Row("  with 20,000 under way at once", crowded, "/s", partner=partner, ratio=crowded / alone)


@bench
def posts(programs):
    """Creating messages over loopback, beside nginx answering the same bytes and asked in the same way."""
    with serving(programs) as (_, port), tempfile.TemporaryDirectory() as folder:
        answer = exchange(port, create_request(port))
        with nginx(Path(folder), answer) as nginx_port:
            script = wrk_script(Path(folder))
            ports = {"nginx": nginx_port, "serve": port}
            for warm in ports.values():
                wrk(warm, script, seconds=1)
            rounds = [{name: wrk(ports[name], script, seconds=3) for name in ports} for _ in range(3)]
    rate = {name: statistics.median(round[name]["rate"] for round in rounds) for name in ports}
    p99 = {name: statistics.median(round[name]["p99"] for round in rounds) for name in ports}
    share = statistics.median(round["serve"]["rate"] / round["nginx"]["rate"] for round in rounds)
    yield Row(f"POSTs to serve, {CONNECTIONS} connections", rate["serve"], "/s",
              partner=f"nginx {shown(rate['nginx'], '/s')}", ratio=share)
    yield Row("  as a share of nginx", share, "", at_least=0.33)
    yield Row("  99 of 100 answered within", p99["serve"], "ms", at_most=10,
              partner=f"nginx {shown(p99['nginx'], 'ms')}", ratio=p99["serve"] / p99["nginx"])


@bench
def kept(programs):
    """What it costs to keep the worlds in a file, and how long they take to come back from it."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "worlds.db"
        script = wrk_script(Path(folder))
        with serving(programs) as (_, alone), serving(programs, "--db", database) as (_, keeping):
            ports = {"alone": alone, "keeping": keeping}
            rounds = [{name: wrk(ports[name], script, seconds=3)["rate"] for name in ports} for _ in range(3)]
        rate = {name: statistics.median(round[name] for round in rounds) for name in ports}
        share = statistics.median(round["keeping"] / round["alone"] for round in rounds)
        yield Row("POSTs to serve --db", rate["keeping"], "/s", partner=f"without it {shown(rate['alone'], '/s')}", ratio=share)
        with contextlib.closing(sqlite3.connect(database)) as inputs:
            count = inputs.execute("SELECT count(*) FROM inputs").fetchone()[0]
        size = database.stat().st_size
        started = time.perf_counter()
        with serving(programs, "--db", database):
            took = time.perf_counter() - started
    yield Row("  each input takes on disk", size / count, "bytes")
    yield Row("  each input takes to come back", took / count * 1e6, "us", partner=f"{count:,} in {took:.1f} s")


@bench
def fairness(programs):
    """Whether any of the connections is kept waiting while others are served."""
    report = load(programs, busy=CONNECTIONS)
    yield Row("answers on the slowest connection", report["fewest"], "", at_least=1,
              partner=f"the fastest {shown(report['most'], '')}", ratio=report["fewest"] / report["most"])
    yield Row("  longest wait for one answer", report["longest_wait"] * 1000, "ms")


@bench
def idle(programs):
    """What a thousand connections that say nothing cost the busy ones, and whether they are answered afterwards."""
    alone = load(programs, busy=64)
    report = load(programs, busy=64, idle=1000)
    yield Row("answers to 64 connections beside 1,000 idle ones", report["answers"], "",
              partner=f"without those {shown(alone['answers'], '')}", ratio=report["answers"] / alone["answers"])
    yield Row("  on the slowest", report["fewest"], "", at_least=1,
              partner=f"the fastest {shown(report['most'], '')}", ratio=report["fewest"] / report["most"])
    yield Row("  idle ones that then got no answer", report["idle_lost"], "", at_most=0)
    yield Row("  longest wait of one, all asking at once", report["longest_idle_wait"] * 1000, "ms")


@bench
def webhooks(programs):
    """Answering 100 signed webhooks at once over loopback, while the work on each takes 50 ms more."""
    report = figures(run([programs.bench, "webhooks", "100", "100"]))
    if report["wrong"]:
        raise NotMeasured(f"{report['wrong']:.0f} webhooks were not answered with 204")
    yield Row("webhooks, 100 at once: half answered within", report["half"], "ms", at_most=50)
    yield Row("  99 of 100 answered within", report["nearly_all"], "ms", at_most=200)


@bench
def messages(programs):
    """What messages cost in a world of a thousand and of up to a million, in memory and in virtual time."""
    cost = figures(run([programs.bench, "messages", str(MESSAGES[-1])], timeout=600))
    small, large = MESSAGES[0], MESSAGES[-1]
    kinds = {"create": "creating one", "life": "the life of one, with callbacks", "fetch": "fetching one"}
    for what, name in kinds.items():
        yield Row(f"{name}, {shown(large, '')} there", cost[f"{what}@{large}"], "us",
                  partner=f"{shown(small, '')} there {shown(cost[f'{what}@{small}'], 'us')}",
                  ratio=cost[f"{what}@{large}"] / cost[f"{what}@{small}"])
    yield Row("memory, lists of all kinds kept up", cost[f"bytes@{large}"], "bytes a message", at_most=600)
    lists = {"page": "newest page", "by_token": "by PageToken", "by_date": "DateSent", "by_to": "To", "by_from": "From",
             "by_to_and_date": "To and DateSent", "by_to_and_from": "To and From"}
    for what, name in lists.items():
        yield Row(f"list page of {shown(large, '')}: {name}", cost[f"{what}@{large}"] / 1000, "ms", at_most=1,
                  partner=f"of {shown(small, '')} {shown(cost[f'{what}@{small}'] / 1000, 'ms')}",
                  ratio=cost[f"{what}@{large}"] / cost[f"{what}@{small}"])
    yield Row("  the first of its kind", max(cost[f"first_{what}@{large}"] for what in lists) / 1000, "ms")
    yield Row(f"a copy of the world, {shown(large, '')} there", cost[f"copy@{large}"] / 1000, "ms")


@bench
def start_up(programs):
    """From starting the program until it has answered its health check."""
    took, alone = [], []
    for _ in range(10):
        started = time.perf_counter()
        subprocess.run(["true"], check=True)
        alone.append(time.perf_counter() - started)
        started = time.perf_counter()
        with serving(programs):
            took.append(time.perf_counter() - started)
    figure, partner = statistics.median(took) * 1000, statistics.median(alone) * 1000
    yield Row("serve until its first answer", figure, "ms", at_most=20, partner=f"/bin/true {shown(partner, 'ms')}",
              ratio=figure / partner)


@bench
def memory(programs):
    """What serve takes while it has nothing to do."""
    with serving(programs) as (process, _):
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    kilobytes = int(re.search(r"^VmRSS:\s+(\d+) kB$", status, re.M)[1])
    yield Row("memory of an idle serve", kilobytes / 1024, "MB", at_most=15)


# ---- what is measured ----


def load(programs, busy, idle=0):
    """Two seconds of creates from `busy` connections, before and after which `idle` ones create one each."""
    with serving(programs) as (_, port):
        command = [programs.bench, "load", "127.0.0.1", str(port), str(busy), str(idle), "2"]
        report = figures(run(command, input=create_request(port)))
    if report["wrong"]:
        raise NotMeasured(f"{report['wrong']:.0f} requests were not answered with 201")
    return report


@contextlib.contextmanager
def serving(programs, *options):
    """`serve` on a free port, once it has answered its health check."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("UNDERSTUDY_")}
    # One sender has to carry all, so it may hand over as many as come.
    world = tempfile.NamedTemporaryFile("w", suffix=".yaml")
    world.write("understudy: 1\nrates: { long_code: 1000000 }\n")
    world.flush()
    command = [programs.understudy, "serve", "--quiet", "--port", "0", "--config", world.name, *map(str, options)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
    with world, ending(process):
        first = process.stdout.readline().decode()
        address = re.fullmatch(r"listening on http://127\.0\.0\.1:(\d+)\n", first)
        if not address:
            raise NotMeasured(f"serve did not say where it listens, but {first!r}")
        port = int(address[1])
        status = exchange(port, f"GET /_understudy/v1/health HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n").split(b" ")[1]
        if status != b"200":
            raise NotMeasured(f"serve's health check answered {status.decode()}")
        yield process, port


@contextlib.contextmanager
def nginx(folder, answer):
    """nginx on a free port, answering 201 with the headers and body of `answer`, which came from serve."""
    head, body = answer.decode().split("\r\n\r\n", 1)
    own = {"content-type", "content-length", "date", "server", "connection", "keep-alive"}
    headers = [line.split(": ", 1) for line in head.split("\r\n")[1:]]
    added = "".join(f"add_header {name} {quoted(value)};\n" for name, value in headers if name.lower() not in own)
    port = free_port()
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, port=port, added=added, body=quoted(body)), encoding="utf-8")
    binary = shutil.which("nginx") or "/usr/sbin/nginx"
    process = subprocess.Popen([binary, "-p", str(folder), "-c", str(config), "-e", "stderr"],
                               stdin=subprocess.DEVNULL)
    with ending(process):
        wait_for(process, port)
        ours = len(exchange(port, create_request(port)))
        if abs(ours - len(answer)) > len(answer) // 20:
            raise NotMeasured(f"nginx answers {ours} bytes and serve {len(answer)}")
        yield port


# One worker a core, as Debian sets it up. The temporary folders are named so that it runs without being root.
NGINX = """
daemon off;
worker_processes auto;
pid {folder}/nginx.pid;
error_log stderr;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  keepalive_requests 1000000000;
  default_type application/json;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    {added}
    location / {{ return 201 {body}; }}
  }}
}}
"""


def quoted(text):
    if "$" in text:
        raise NotMeasured("nginx would read the $ of serve's answer as a variable")
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


# ---- asking ----

FORM = "To=%2B15550100099&From=%2B15550100001&Body=Your+code+is+123456.+It+is+valid+for+ten+minutes."
PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
HEADERS = {
    "Authorization": "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode(),
    "Content-Type": "application/x-www-form-urlencoded",
    "Accept": "application/json",
}


def create_request(port):
    headers = {"Host": f"127.0.0.1:{port}", **HEADERS, "Content-Length": str(len(FORM))}
    lines = [f"POST {PATH} HTTP/1.1"] + [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines) + "\r\n\r\n" + FORM


def wrk_script(folder):
    headers = "".join(f'wrk.headers["{name}"] = "{value}"\n' for name, value in HEADERS.items())
    script = folder / "create.lua"
    script.write_text(f'wrk.method = "POST"\nwrk.body = "{FORM}"\n{headers}', encoding="utf-8")
    return script


def wrk(port, script, seconds):
    """Requests a second, and the milliseconds within which 99 of 100 were answered."""
    threads = min(2, os.cpu_count() or 1)
    output = run(["wrk", f"-t{threads}", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(script),
                  f"http://127.0.0.1:{port}{PATH}"])
    bad = re.search(r"(Non-2xx or 3xx responses|Socket errors).*", output)
    if bad:
        raise NotMeasured(f"wrk met failures: {bad[0]}")
    units = {"us": 0.001, "ms": 1, "s": 1000}
    amount, unit = re.search(r"^\s+99%\s+([\d.]+)(us|ms|s)$", output, re.M).groups()
    return {"rate": float(re.search(r"^Requests/sec:\s+([\d.]+)", output, re.M)[1]), "p99": float(amount) * units[unit]}


def exchange(port, request):
    """One request and its whole answer, as bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request.encode())
        answer = b""
        while True:
            piece = connection.recv(65536)
            answer += piece
            head, found, body = answer.partition(b"\r\n\r\n")
            length = re.search(rb"\r\ncontent-length: (\d+)", head, re.I)
            if found and len(body) >= int(length[1] if length else 0):
                return answer
            if not piece:
                raise NotMeasured(f"the connection ended in the middle of an answer: {answer!r}")


# ---- processes ----


def run(command, input=None, timeout=60):
    try:
        done = subprocess.run(command, input=input, capture_output=True, text=True, timeout=timeout, check=False)
    except FileNotFoundError as error:
        raise NotMeasured(f"{error.filename} is not there") from error
    if done.returncode != 0:
        raise NotMeasured(f"{Path(command[0]).name} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


@contextlib.contextmanager
def ending(process):
    """Ends the process when the block does."""
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


def wait_for(process, port):
    end = time.monotonic() + 10
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.01)
    raise NotMeasured(f"{Path(process.args[0]).name} does not listen on port {port}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def figures(output):
    return {name: float(value) for name, value in (line.split() for line in output.splitlines())}


# ---- the table ----


def shown(figure, unit):
    digits = 0 if figure >= 100 or float(figure).is_integer() else 1 if figure >= 10 else 2
    return f"{figure:,.{digits}f}" + (unit if unit.startswith("/") or not unit else " " + unit)


def verdict(row):
    if row.at_least is not None:
        return f"at least {shown(row.at_least, row.unit)}: " + ("met" if row.figure >= row.at_least else "below the aim")
    if row.at_most is not None:
        return f"at most {shown(row.at_most, row.unit)}: " + ("met" if row.figure <= row.at_most else "above the aim")
    return ""


def print_table(rows):
    cells = [("", "measured", "aim", "beside it", "ratio")]
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        cells.append((row.name, shown(row.figure, row.unit), verdict(row), row.partner, ratio))
    widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
    for name, figure, *others in cells:
        parts = [name.ljust(widths[0]), figure.rjust(widths[1])]
        parts += [text.ljust(width) for text, width in zip(others, widths[2:])]
        print("  ".join(parts).rstrip())


def main():
    parser = argparse.ArgumentParser(description="Measures the built program and prints one table.")
    parser.add_argument("--build", type=Path, default=ROOT / "build/release", help="where the programs are")
    parser.add_argument("names", nargs="*", metavar="BENCH", help="only these of " + ", ".join(b.__name__ for b in BENCHES))
    arguments = parser.parse_args()
    known = {function.__name__ for function in BENCHES}
    for name in arguments.names:
        if name not in known:
            parser.error(f"there is no '{name}'; there are {', '.join(sorted(known))}")
    programs = argparse.Namespace(understudy=arguments.build / "understudy", bench=arguments.build / "understudy_bench")
    for program in vars(programs).values():
        if not program.exists():
            parser.error(f"{program} is not built; ./dev bench does that")

    rows, missing = [], []
    for function in BENCHES:
        if arguments.names and function.__name__ not in arguments.names:
            continue
        print(f"{function.__name__}: {function.__doc__.splitlines()[0]}", file=sys.stderr)
        try:
            rows += function(programs)
        except (NotMeasured, OSError) as error:
            missing.append(f"{function.__name__} could not be measured: {error}")
    if rows:
        print_table(rows)
    for message in missing:
        print(message, file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
