#!/usr/bin/env python3
"""PyPI's pynettcp, a client of net.tcp in Python, calls `wsenc net-tcp serve`: its framing and its binary XML are its own.

usage: test_pynettcp.py WSENC [CALLS]
"""
import subprocess
import sys
import tempfile
import time

from pynettcp import Channel, SessionStr

HEAD = ('<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing">'
        '<s:Header><a:Action s:mustUnderstand="1">urn:example:echo/Echo/SayResponse</a:Action><a:RelatesTo/></s:Header>')
REPLY = HEAD + ('<s:Body><SayResponse xmlns="urn:example:echo"><SayResult>caf\u00e9 \u4e2d\u6587 {}</SayResult></SayResponse>'
                "</s:Body></s:Envelope>")
FAULT = HEAD + ('<s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text xml:lang="en">no</s:Text>'
                "</s:Reason></s:Fault></s:Body></s:Envelope>")
failed = 0


def report(name, problem):
    global failed
    failed += bool(problem)
    print(f"not ok - {name}: {problem}" if problem else f"ok - {name}")


def say(text):
    def write(writer):
        writer.start_element("", SessionStr("Say"), "urn:example:echo")
        writer.start_element("", SessionStr("text"))
        writer.value(text)
        writer.end_element()
        writer.end_element()

    return write


def calls(wsenc, reply, count, text):
    """The answers of a session of so many calls, and the exit status of the service."""
    with tempfile.NamedTemporaryFile("w", suffix=".xml") as file:
        file.write(reply)
        file.flush()
        listen = ("--listen", "127.0.0.1:0", "--reply", file.name, "--count", str(count))
        with subprocess.Popen([wsenc, "net-tcp", "serve", *listen], stderr=subprocess.PIPE, text=True) as service:
            try:
                port = int(service.stderr.readline().rpartition(":")[2])
                with Channel(f"net.tcp://127.0.0.1:{port}/echo", timeout=20) as channel:
                    answers = [channel.call(action="urn:example:echo/Echo/Say", body=say(f"{text} {number}"))
                               for number in range(count)]
                return answers, service.wait(20)
            finally:
                service.kill()


def test(name, wsenc, count, length):
    text = "x " * (length // 2) + "."
    started = time.monotonic()
    answers, status = calls(wsenc, REPLY.format(text), count, text)
    seconds = time.monotonic() - started
    wrong = [answer for answer in answers
             if "".join(event[1] for event in answer.body_events if event[0] == "text") != f"caf\u00e9 \u4e2d\u6587 {text}"
             or answer.is_fault]
    related = len({str(answer.relates_to) for answer in answers})
    report(f"{name}: {count} calls in {seconds:.2f} s",
           wrong[:1] or (related != count and f"{related} messages are related to") or status)


def main(wsenc, count="1000"):
    test("one session", wsenc, int(count), 1)
    test("long messages", wsenc, 20, 300_000)
    answers, status = calls(wsenc, FAULT, 1, "a")
    report("a SOAP fault", not answers[0].is_fault or status)


if __name__ == "__main__":
    main(*sys.argv[1:3])
    sys.exit(failed != 0)
