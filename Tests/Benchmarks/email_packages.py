"""Packages of MTOM by Python's own libraries: email for MIME, ElementTree for the XML, binascii for base64.

usage: email_packages.py FILE --turns. Reads lines of "encode N" or "decode N": the work on the file's message, so many
times, for which it prints the seconds.
"""
import base64
import email
import email.policy
import sys
import time
import xml.etree.ElementTree as ElementTree
from email.encoders import encode_noop
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart

CONTENT = "{urn:example:content}content"
INCLUDE = "{http://www.w3.org/2004/08/xop/include}Include"
START = 'multipart/related; type="application/xop+xml"; start="<0@x>"; start-info="text/xml"; boundary="'


def encode(text):
    envelope = ElementTree.fromstring(text)
    content = next(envelope.iter(CONTENT))
    data = base64.b64decode(content.text, validate=True)
    content.text = None
    ElementTree.SubElement(content, INCLUDE, href="cid:1@x")
    root = MIMENonMultipart("application", "xop+xml", charset="utf-8", type="text/xml")
    root.set_payload(ElementTree.tostring(envelope).decode())
    root["Content-ID"] = "<0@x>"
    part = MIMEApplication(data, _encoder=encode_noop)
    part["Content-Transfer-Encoding"] = "binary"
    part["Content-ID"] = "<1@x>"
    package = MIMEMultipart("related", "boundary-between-parts", [root, part], type="application/xop+xml", start="<0@x>")
    package.set_param("start-info", "text/xml")
    return package.as_bytes(policy=email.policy.HTTP)


def decode(package):
    boundary = package[4:package.index(b"\r\n", 4)]
    message = email.message_from_bytes(b'Content-Type: ' + START.encode() + boundary + b'"\r\n\r\n' + package,
                                       policy=email.policy.HTTP)
    root, part = message.get_payload()
    envelope = ElementTree.fromstring(root.get_payload(decode=True))
    content = next(envelope.iter(CONTENT))
    content.remove(content.find(INCLUDE))
    content.text = base64.b64encode(part.get_payload(decode=True)).decode()
    return ElementTree.tostring(envelope)


with open(sys.argv[1], "rb") as file:
    message = file.read()
for line in sys.stdin:
    name, count = line.split()
    work = encode if name == "encode" else decode
    begin = time.process_time()
    for _ in range(int(count)):
        work(message)
    print(f"{time.process_time() - begin:.9f}", flush=True)
