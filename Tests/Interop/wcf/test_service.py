#!/usr/bin/env python3
"""A WCF service called from C: over HTTP in binary XML, and over net.tcp in sessions of it.

usage: test_service.py SERVICE CALL_SERVICE CALL_NET_TCP
"""
import subprocess
import sys

import infoset

passed = failed = 0

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


def main(service, call_service, call_net_tcp):
    process = subprocess.Popen(["timeout", "60", "mono", service, "50"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        http, tcp = (process.stdout.readline().decode().strip() for _ in range(2))
        if not tcp:
            report("the service", "it does not start")
            return
        test_http(call_service, http)
        session = run(call_net_tcp, tcp)
        print(session.stdout.decode().replace("message", "# message"), end="")
        report("net.tcp, seven messages on one connection", session.returncode != 0 and session.stderr.decode())
    finally:
        process.stdin.close()
        process.wait(30)


if __name__ == "__main__":
    main(*sys.argv[1:4])
    print(f"service: {passed} passed, {failed} failed")
    sys.exit(failed != 0)
