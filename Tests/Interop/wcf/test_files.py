#!/usr/bin/env python3
"""A service that speaks MTOM, called from C over HTTP.

usage: test_files.py SERVICE SEND_FILES
"""
import base64
import random
import re
import subprocess
import sys

SOAP = {"text/xml; charset=utf-8": "http://schemas.xmlsoap.org/soap/envelope/",
        "application/soap+xml; charset=utf-8; action=\"urn:example:files/Reverse\"": "http://www.w3.org/2003/05/soap-envelope"}

passed = failed = 0


def report(name, problem):
    global passed, failed
    if problem:
        failed += 1
        print(f"not ok - {name}: {problem}")
    else:
        passed += 1
        print(f"ok - {name}")


def call(send_files, address, content_type, file):
    message = (f'<s:Envelope xmlns:s="{SOAP[content_type]}"><s:Body><Reverse xmlns="urn:example:files">'
               f"<content>{base64.b64encode(file).decode()}</content></Reverse></s:Body></s:Envelope>")
    reply = subprocess.run([send_files, address, content_type], input=message.encode(), capture_output=True, timeout=60)
    if reply.returncode != 0:
        return reply.stderr.decode()
    content = re.search(b"<content>([^<]*)</content>", reply.stdout)
    if not content:
        return f"{reply.stdout[:200]}"
    return None if base64.b64decode(content.group(1)) == file[::-1] else "other bytes came back"


def main(service, send_files):
    numbers = random.Random(14)
    process = subprocess.Popen(["timeout", "60", "mono", service, "50"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        address = process.stdout.readline().decode().strip()
        if not address:
            report("the service", "it does not start")
            return
        for content_type in SOAP:
            for size in (0, 1, 767, 768, 100_000, 3_000_000):
                report(f"{content_type.split(';')[0]}, a file of {size} bytes",
                       call(send_files, address, content_type, numbers.randbytes(size)))
    finally:
        process.stdin.close()
        process.wait(30)


if __name__ == "__main__":
    main(*sys.argv[1:3])
    print(f"files: {passed} passed, {failed} failed")
    sys.exit(failed != 0)
