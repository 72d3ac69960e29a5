#!/usr/bin/env python3
"""Replies over net.tcp that come in another order than their requests: from a WCF service to C, and from C to a WCF client.

usage: test_out_of_order.py OUT_OF_ORDER CALL_NET_TCP REVERSE_NET_TCP
"""
import subprocess
import sys

COUNT = 50
failed = 0


def report(name, problem):
    global failed
    failed += bool(problem)
    print(f"not ok - {name}: {problem}" if problem else f"ok - {name}")


def test_service(program, client):
    command = ["timeout", "60", "mono", program, "serve", str(COUNT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as service:
        address = service.stdout.readline().strip()
        called = subprocess.run([client, address, "reversed"], capture_output=True, text=True, timeout=50)
        report(f"a WCF service answers the last of {COUNT} messages of C first",
               (called.returncode != 0 and called.stderr) or service.wait(20))


def test_client(program, server):
    with subprocess.Popen([server, str(COUNT)], stdout=subprocess.PIPE, text=True) as service:
        address = f"net.tcp://127.0.0.1:{service.stdout.readline().strip()}/echo"
        called = subprocess.run(["timeout", "50", "mono", program, "call", address, str(COUNT)], capture_output=True, text=True)
        expected = "".join(f"{number}: call {number}\n" for number in reversed(range(COUNT)))
        report(f"a service in C answers the last of {COUNT} messages of WCF first",
               (called.stdout != expected and f"{called.stdout} {called.stderr}") or service.wait(20))
        service.kill()


if __name__ == "__main__":
    test_service(*sys.argv[1:3])
    test_client(sys.argv[1], sys.argv[3])
    sys.exit(failed != 0)
