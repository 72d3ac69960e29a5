#!/usr/bin/env python3
"""A WCF service called from C: over HTTP in binary XML, and over net.tcp in sessions of it.

usage: test_service.py SERVICE CALL_SERVICE CALL_NET_TCP CLIENT WSENC EXAMPLE

Mono looks only every 50 ms for what has come: WSE_NET_TCP_MESSAGES=1000 has sessions of 1,000 messages in a minute.
"""
import os
import re
import subprocess
import sys
import tempfile

import infoset

passed = failed = 0
MESSAGES = os.environ.get("WSE_NET_TCP_MESSAGES", "100")

ENVELOPE = ('<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing">'
            '<s:Header><a:Action s:mustUnderstand="1">urn:example:echo/Echo/{0}</a:Action>'
            "<a:MessageID>urn:uuid:33221100-5544-7766-8899-aabbccddeeff</a:MessageID></s:Header>"
            '<s:Body><{0} xmlns="urn:example:echo">{1}</{0}></s:Body></s:Envelope>')

# One of every type that a data contract is likely to have, as WCF writes it.
ORDER = (("Number", "7"), ("Customer", "A & B"), ("Placed", "2020-02-03T04:05:06Z"), ("Total", "12.50"),
         ("Weights", "1.5 2.25 -0.125 0.1"), ("Token", "33221100-5544-7766-8899-aabbccddeeff"), ("Paid", "true"),
         ("Signature", "AQIDBAUGBwg="))
ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"


def report(name, problem):
    global passed, failed
    if problem:
        failed += 1
        print(f"not ok - {name}: {problem}")
    else:
        passed += 1
        print(f"ok - {name}")


def run(program, address, message=b""):
    return subprocess.run([program, address], input=message, capture_output=True, timeout=60)


def texts(items):
    """Text by the local name of the element that it is in; the texts of elements of one name in a list."""
    found, path = {}, []
    for item in items:
        if item[0] == "element":
            path.append(item[1][1])
        elif item[0] == "end":
            path.pop()
        elif item[0] == "text":
            found.setdefault(path[-1], []).append(item[1])
    return found


def call(program, address, operation, body):
    reply = run(program, address, ENVELOPE.format(operation, body).encode())
    if reply.returncode != 0:
        return None, reply.stderr.decode()
    return texts(infoset.of_text(reply.stdout)), None


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


def test_http(program, address):
    for text in ("hello", "", "caf\u00e9 \u4e2d\u6587 \U0001F600", "<&>\"'", "0", "true", "AQIDBA==", "x" * 70000):
        reply, problem = call(program, address, "Say", f"<text>{escape(text)}</text>")
        said = "".join(reply.get("SayResult", [])) if reply else ""
        report(f"HTTP, {infoset.clip(text)[:40]} comes back", problem or (said != text and f"{infoset.clip(said)}"))
    order = "".join(f"<{name}>{escape(value)}</{name}>" if name != "Weights" else
                    f'<Weights xmlns:b="{ARRAYS}">' + "".join(f"<b:double>{weight}</b:double>" for weight in value.split(" "))
                    + "</Weights>" for name, value in ORDER)
    reply, problem = call(program, address, "Submit", f"<order>{order}</order>")
    for name, value in ORDER:
        came_back = " ".join(reply.get("double" if name == "Weights" else name, [])) if reply else problem
        report(f"HTTP, {name} {value} comes back", came_back != value and came_back)
    reply, problem = call(program, address, "Fail", "<reason>because</reason>")
    report("HTTP, a fault", problem or ("Value" not in reply and f"{reply}"))


def test_net_tcp(call_net_tcp, addresses):
    for name, address in zip(("TcpTransportBindingElement", "NetTcpBinding"), addresses):
        session = run_with(call_net_tcp, address, MESSAGES)
        print(re.sub("^", "# ", session.stdout.decode(), flags=re.M).rstrip("# "), end="")
        report(f"net.tcp, {name}, a session of 7 and {MESSAGES} messages", session.returncode != 0 and session.stderr.decode())
    streamed = run_with(call_net_tcp, addresses[2], "streamed")
    report("net.tcp, NetTcpBinding, streamed", streamed.returncode != 0 and streamed.stderr.decode())


def run_with(*arguments):
    return subprocess.run(arguments, capture_output=True, timeout=100)


REPLY = ('<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing">'
         '<s:Header><a:Action s:mustUnderstand="1">urn:example:echo/Echo/SayResponse</a:Action><a:RelatesTo/></s:Header>'
         '<s:Body><SayResponse xmlns="urn:example:echo"><SayResult>served</SayResult></SayResponse></s:Body></s:Envelope>')


def test_client(client, wsenc, mode, calls):
    """A WCF client calls `wsenc net-tcp serve`, which ends after as many requests."""
    with tempfile.NamedTemporaryFile("w", suffix=".xml") as reply:
        reply.write(REPLY)
        reply.flush()
        listen = ("--listen", "127.0.0.1:0", "--reply", reply.name, "--count", calls)
        service = subprocess.Popen([wsenc, "net-tcp", "serve", *listen], stderr=subprocess.PIPE)
        try:
            port = service.stderr.readline().decode().strip().rpartition(":")[2]
            answers = run_with("timeout", "90", "mono", client, f"net.tcp://127.0.0.1:{port}/echo", mode, calls)
            problem = answers.stdout.decode() if answers.stdout.decode() != "served\n" * int(calls) else None
            report(f"a WCF client, {mode}, {calls} calls of wsenc net-tcp serve", problem or service.wait(10))
        finally:
            service.kill()
            service.stderr.close()


def test_example(example, address):
    """The example of a client: HOST PORT PATH, and the message on standard input."""
    host, port, path = re.fullmatch("net.tcp://(.*):(.*)(/.*)", address).groups()
    message = ENVELOPE.format("Say", "<text>example</text>").encode()
    reply = subprocess.run([example, host, port, path], input=message, capture_output=True, timeout=60)
    report("net.tcp, the example", b"<SayResult>example</SayResult>" not in reply.stdout and reply)


def main(service, call_service, call_net_tcp, client, wsenc, example):
    process = subprocess.Popen(["timeout", "240", "mono", service, "230"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        http, *net_tcp = (process.stdout.readline().decode().strip() for _ in range(4))
        if not net_tcp[-1]:
            report("the service", "it does not start")
            return
        test_http(call_service, http)
        test_net_tcp(call_net_tcp, net_tcp)
        test_example(example, net_tcp[1])
    finally:
        process.stdin.close()
        process.wait(30)
    test_client(client, wsenc, "buffered", MESSAGES)
    test_client(client, wsenc, "streamed", "5")


if __name__ == "__main__":
    main(*sys.argv[1:7])
    print(f"service: {passed} passed, {failed} failed")
    sys.exit(failed != 0)
