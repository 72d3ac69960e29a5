"""Measures the gateway beside plain proxying through the same nginx, and beside a gateway in Python.

    measure.py [--seconds 5] [--rounds 5] [--connections 32]
"""
import argparse
import contextlib
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import time

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


def load(port, script, seconds, connections, worker=None):
    """Runs wrk: requests a second, the 50th and 99th percentile of the latency in milliseconds, and what a request costs the
    worker, in microseconds of its processor."""
    used = processor_time(worker) if worker else 0
    said = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(script),
                           f"http://127.0.0.1:{port}"], capture_output=True, text=True, check=True, timeout=seconds + 60).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    rate = float(re.search(r"Requests/sec:\s*([\d.]+)", said)[1])
    percentiles = {share: float(value) * UNITS[unit]
                   for share, value, unit in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)", said)}
    count = int(re.search(r"(\d+) requests in", said)[1])
    return rate, percentiles["50"], percentiles["99"], (processor_time(worker) - used) / count * 1e6 if worker else 0


@contextlib.contextmanager
def everything(workers=1):
    """The gateway and the service: yields the gateway, the port of the service, and scripts by name."""
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
            }}""", workers=workers, top="worker_rlimit_nofile 20000;", events="worker_connections 15000;") as gateway:
        scripts = {"plain": script(gateway.folder, "plain", "/plain", binary, content_type),
                   "gateway": script(gateway.folder, "gateway", "/gateway", MESSAGE, SOAP)}
        status, headers, body = gateway.call("/gateway", MESSAGE)
        assert status == 200 and body and "text" not in headers["Content-Type"], (status, body)
        assert gateway.call("/plain", binary, content_type)[2] == binary
        yield gateway, service.port, scripts


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=32)
    options = parser.parse_args()
    rates = {"plain": [], "gateway": [], "Python": []}
    latencies, costs = {"plain": [], "gateway": []}, {"plain": [], "gateway": [], "Python": []}
    with everything() as (gateway, service, scripts):
        port = free_port()
        python = subprocess.Popen([sys.executable, "-B", str(pathlib.Path(__file__).parent / "python_gateway.py"), str(port),
                                   str(service)])
        try:
            deadline = time.monotonic() + 30
            while time.monotonic() < deadline:
                with contextlib.suppress(OSError):
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
            for _ in range(options.rounds):
                for name in ("plain", "gateway"):
                    rate, _, _, cost = load(gateway.port, scripts[name], options.seconds, options.connections,
                                            gateway.workers()[0])
                    rates[name].append(rate)
                    costs[name].append(cost)
                # One request at a time, so that what is measured is what a message takes and not how long it waits.
                for name in ("plain", "gateway"):
                    latencies[name].append(load(gateway.port, scripts[name], options.seconds, 1)[1:3])
                rate, _, _, cost = load(port, scripts["gateway"], max(2, options.seconds // 2), 8, python.pid)
                rates["Python"].append(rate)
                costs["Python"].append(cost)
        finally:
            python.kill()
            python.wait()
    ratios = [ours / plain for ours, plain in zip(rates["gateway"], rates["plain"])]
    against = [ours / theirs for ours, theirs in zip(rates["gateway"], rates["Python"])]
    print(f"{len(MESSAGE)} bytes of text each way, one worker, {options.connections} connections, {options.rounds} rounds")
    for name, values in rates.items():
        print(f"{name:8} {statistics.median(values):8.0f} requests/s  ({min(values):.0f} to {max(values):.0f})")
    for name, values in costs.items():
        print(f"{name:8} {statistics.median(values):8.1f} microseconds of its processor a request"
              f"  ({min(values):.1f} to {max(values):.1f})")
    shares = [plain / ours for ours, plain in zip(costs["gateway"], costs["plain"])]
    print(f"plain / gateway, time of the processor  {statistics.median(shares):.2f}  ({min(shares):.2f} to {max(shares):.2f})")
    shares = [theirs / ours for ours, theirs in zip(costs["gateway"], costs["Python"])]
    print(f"Python / gateway, time of the processor  {statistics.median(shares):.1f}  ({min(shares):.1f} to {max(shares):.1f})")
    print(f"gateway / plain   {statistics.median(ratios):.2f}  ({min(ratios):.2f} to {max(ratios):.2f})")
    print(f"gateway / Python  {statistics.median(against):.1f}  ({min(against):.1f} to {max(against):.1f})")
    for name, values in latencies.items():
        print(f"{name:8} latency, one connection: median {statistics.median(v[0] for v in values):.3f} ms,"
              f" 99th percentile {statistics.median(v[1] for v in values):.3f} ms")
    behind = [ours[1] - plain[1] for ours, plain in zip(latencies["gateway"], latencies["plain"])]
    print(f"99th percentile: {statistics.median(behind):+.3f} ms  ({min(behind):+.3f} to {max(behind):+.3f})")


if __name__ == "__main__":
    main()
