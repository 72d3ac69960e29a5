"""Measures the gateway beside plain proxying through the same nginx, and beside a gateway in Python.

    measure.py [--seconds 5] [--rounds 5] [--connections 32]
"""
import argparse
import contextlib
import os
import pathlib
import re
import resource
import socket
import statistics
import subprocess
import sys
import time
import typing

from gateway import ROOT, SOAP, Nginx, encode, free_port

MESSAGE = (ROOT / "Tests/Messages/purchase-order.xml").read_bytes()
UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3}


def stub(folder, body, content_type):
    """nginx that answers every request with the same file."""
    (folder / "reply").write_bytes(body)
    return f"""
        location / {{
            root {folder}; default_type '{content_type}'; types {{ }} error_page 405 =200 /reply; try_files /reply =404;
            access_log off; client_body_buffer_size 1m; open_file_cache max=10; keepalive_requests 1000000000;
        }}"""


def script(folder, name, path, body, content_type):
    """A script for wrk that posts the message."""
    message = folder / (name + ".body")
    message.write_bytes(body)
    file = folder / (name + ".lua")
    file.write_text(f"""
        local file = io.open("{message}", "rb")
        wrk.method = "POST"
        wrk.path = "{path}"
        wrk.body = file:read("*a")
        wrk.headers["Content-Type"] = '{content_type}'
        wrk.headers["Connection"] = "keep-alive"
    """)
    return file


def processor_time(process):
    """Seconds that a process has computed."""
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Load(typing.NamedTuple):
    """What wrk said, and what a request costs each process in microseconds of its processor."""
    rate: float
    median: float  # of the latency, in milliseconds
    late: float  # its 99th percentile
    cost: float  # of the gateway
    service: float
    client: float


def load(port, script, seconds, connections, worker=None, service=None):
    """Runs wrk. The processes are those of the gateway and the service."""
    used = [processor_time(process) if process else 0 for process in (worker, service)]
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(script),
                           f"http://127.0.0.1:{port}"], capture_output=True, text=True, check=True, timeout=seconds + 60).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    wrk = resource.getrusage(resource.RUSAGE_CHILDREN)
    costs = [processor_time(process) - before if process else 0 for process, before in zip((worker, service), used)]
    costs.append(wrk.ru_utime + wrk.ru_stime - children.ru_utime - children.ru_stime)
    rate = float(re.search(r"Requests/sec:\s*([\d.]+)", said)[1])
    percentiles = {share: float(value) * UNITS[unit]
                   for share, value, unit in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)", said)}
    count = int(re.search(r"(\d+) requests in", said)[1])
    return Load(rate, percentiles["50"], percentiles["99"], *(cost / count * 1e6 for cost in costs))


@contextlib.contextmanager
def everything(workers=1, top="", tool=()):
    """The gateway and the service: yields both and scripts by name."""
    binary, content_type, _ = encode(MESSAGE, "msbin1", SOAP)
    service = Nginx("")
    listen = f"listen 127.0.0.1:{service.port};"
    service.configuration.write_text(service.configuration.read_text().replace(
        listen, listen + stub(service.folder, binary, content_type)))
    with service, Nginx(f"""
            keepalive_requests 1000000000; keepalive_timeout 600; access_log off;
            proxy_http_version 1.1; proxy_set_header Connection "";
            location /plain {{ proxy_pass http://service; }}
            location /gateway {{ wsencoder_request msbin1; wsencoder_response auto; proxy_pass http://service; }}
            """, http=f"""upstream service {{
                server 127.0.0.1:{service.port}; keepalive 256; keepalive_requests 1000000000;
            }}""", workers=workers, top=f"worker_rlimit_nofile 20000; {top}", events="worker_connections 15000;",
            tool=tool) as gateway:
        scripts = {"plain": script(gateway.folder, "plain", "/plain", binary, content_type),
                   "gateway": script(gateway.folder, "gateway", "/gateway", MESSAGE, SOAP)}
        status, headers, body = gateway.call("/gateway", MESSAGE)
        assert status == 200 and body and "text" not in headers["Content-Type"], (status, body)
        assert gateway.call("/plain", binary, content_type)[2] == binary
        yield gateway, service, scripts


def show(title, values, form=".2f", sign=""):
    """The median of what the rounds yielded, the least and the most."""
    print(f"{title:45} {statistics.median(values):{sign}10{form}}  ({min(values):{sign}{form}} to {max(values):{sign}{form}})")


def report(loads, alone):
    """Prints what `loads` and `alone`, with one connection, say of each way: a list of rounds."""
    for name, rounds in loads.items():
        show(f"{name}, requests a second", [load.rate for load in rounds], ".0f")
    for other in ("plain", "Python"):
        ratios = [ours.rate / theirs.rate for ours, theirs in zip(loads["gateway"], loads[other])]
        show(f"gateway / {other}, requests", ratios)
    for name, rounds in loads.items():
        show(f"{name}, microseconds of processor a request", [load.cost for load in rounds], ".1f")
    for other in ("plain", "Python"):
        ratios = [theirs.cost / ours.cost for ours, theirs in zip(loads["gateway"], loads[other])]
        show(f"{other} / gateway, processor", ratios)
    for name in ("plain", "gateway"):
        show(f"{name}, the same of wrk and the service", [load.client + load.service for load in loads[name]], ".1f")
    for name, rounds in alone.items():
        show(f"{name}, one connection, median, ms", [load.median for load in rounds], ".3f")
        show(f"{name}, one connection, 99th percentile, ms", [load.late for load in rounds], ".3f")
    show("gateway - plain, 99th percentile, ms",
         [ours.late - plain.late for ours, plain in zip(alone["gateway"], alone["plain"])], ".3f", "+")


@contextlib.contextmanager
def python_gateway(service):
    """A gateway in Python in front of the service on that port: yields its process and its port."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-B", str(pathlib.Path(__file__).parent / "python_gateway.py"), str(port),
                                str(service)])
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port)).close()
                break
        yield process.pid, port
    finally:
        process.kill()
        process.wait()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=32)
    options = parser.parse_args()
    loads, alone = {"plain": [], "gateway": [], "Python": []}, {"plain": [], "gateway": []}
    with everything() as (gateway, service, scripts), python_gateway(service.port) as (python, port):
        worker, replier = gateway.workers()[0], service.workers()[0]
        for _ in range(options.rounds):
            for name in ("plain", "gateway"):
                loads[name].append(load(gateway.port, scripts[name], options.seconds, options.connections, worker, replier))
            # One request at a time, so that what is measured is what a message takes and not how long it waits.
            for name in ("plain", "gateway"):
                alone[name].append(load(gateway.port, scripts[name], options.seconds, 1))
            loads["Python"].append(load(port, scripts["gateway"], max(2, options.seconds // 2), 8, python))
    print(f"{len(MESSAGE)} bytes of text each way, one worker, {options.connections} connections; medians of {options.rounds}"
          " rounds, the least and the most")
    report(loads, alone)


if __name__ == "__main__":
    main()
