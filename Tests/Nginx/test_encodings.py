"""Every encoding of clients with every encoding of services, and the headers that go with them."""
import itertools
import time
import unittest

from gateway import ENCODINGS, SOAP, Nginx, Service, decode, encode, envelope, wsencoder

REQUEST, REPLY = envelope("request"), envelope("reply", 3000)


def reply_in(encoding):
    body, content_type, coding = encode(REPLY, encoding, label="content-encoding")
    headers = {"Content-Type": content_type, "ETag": '"version"', "Accept-Ranges": "bytes"}
    if coding:
        headers["Content-Encoding"] = coding
    return headers, body


def respond(request):
    """The first part of the path is the encoding of the reply."""
    headers, body = reply_in(request.path.split("/")[1])
    return 200, headers, body


class Pairs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = cls.enterClassContext(Service(respond))
        locations = "".join(f"""
            location /{encoding}/text {{ wsencoder_request {encoding}; wsencoder_accept text; proxy_pass $service; }}
            location /{encoding}/client {{ wsencoder_request {encoding}; wsencoder_accept client; proxy_pass $service; }}
            location /{encoding}/request-only {{ wsencoder_request {encoding}; wsencoder_response off; proxy_pass $service; }}
            location /{encoding}/reply-only {{ wsencoder_request off; proxy_pass $service; }}
            location /{encoding}/named {{ wsencoder_response {encoding}; proxy_pass $service; }}
            location /{encoding}/stream {{
                wsencoder_request {encoding}; wsencoder_accept client; proxy_request_buffering off; proxy_buffering off;
                proxy_pass $service;
            }}
            """.replace("$service", f"http://127.0.0.1:{cls.service.port}") for encoding in ENCODINGS)
        cls.nginx = cls.enterClassContext(Nginx(f"wsencoder_response auto; proxy_http_version 1.1; {locations}"))

    def setUp(self):
        self.service.requests.clear()

    def check_request(self, encoding):
        request, = self.service.requests
        self.assertEqual(decode(request.body, request.headers, encoding), REQUEST)
        self.assertEqual(request.headers.get_all("Content-Type").__len__(), 1)
        self.assertIn('action="urn:example:echo/Echo/Say"', request.headers["Content-Type"])
        if "Transfer-Encoding" not in request.headers:
            self.assertEqual(int(request.headers["Content-Length"]), len(request.body))

    def test_each_pair_is_translated_in_both_directions(self):
        for ours, theirs, location in itertools.product(ENCODINGS, ENCODINGS, ("client", "stream")):
            with self.subTest(client=ours, service=theirs, location=location):
                self.service.requests.clear()
                body, content_type, coding = encode(REQUEST, ours)
                if ours == "msbin1+gzip":
                    content_type += '; action="urn:example:echo/Echo/Say"'
                elif ours == "msbin1":
                    content_type += ';action="urn:example:echo/Echo/Say"'
                status, headers, reply = self.nginx.call(f"/{theirs}/{location}", body, content_type, coding,
                                                         Accept_Encoding="gzip, deflate")
                self.assertEqual(status, 200)
                self.check_request(theirs)
                self.assertEqual(decode(reply, headers, ours), REPLY)
                if "Content-Length" in headers:
                    self.assertEqual(int(headers["Content-Length"]), len(reply))
                if ours != theirs:
                    self.assertEqual(headers["ETag"], 'W/"version"')
                    self.assertNotIn("Accept-Ranges", headers)

    def test_replies_are_text_unless_told_otherwise(self):
        for ours, theirs in itertools.product(ENCODINGS, ENCODINGS):
            with self.subTest(client=ours, service=theirs):
                body, content_type, coding = encode(REQUEST, ours)
                status, headers, reply = self.nginx.call(f"/{theirs}/text", body, content_type, coding)
                self.assertEqual((status, reply), (200, REPLY))
                self.assertTrue(headers["Content-Type"].startswith("application/soap+xml"), headers["Content-Type"])
                self.assertNotIn("Content-Encoding", headers)

    def test_one_direction_alone(self):
        for encoding in ENCODINGS:
            with self.subTest(encoding=encoding):
                self.service.requests.clear()
                _, headers, reply = self.nginx.call(f"/{encoding}/request-only", REQUEST)
                self.check_request(encoding)
                self.assertEqual(decode(reply, headers, encoding), REPLY)
                self.service.requests.clear()
                _, headers, reply = self.nginx.call(f"/{encoding}/reply-only", REQUEST)
                self.check_request("text")
                self.assertEqual(reply, REPLY)

    def test_replies_are_decoded_by_name_whatever_their_labels_say(self):
        for encoding in ENCODINGS:
            if encoding == "text":
                continue
            with self.subTest(encoding=encoding):
                _, headers, reply = self.nginx.call(f"/{encoding}/named", REQUEST)
                self.assertEqual(reply, REPLY)
                self.assertTrue(headers["Content-Type"].startswith("application/soap+xml"), headers["Content-Type"])

    def test_compression_that_the_client_does_not_accept_is_left_out(self):
        for accepts, codings in (("identity", ("text", "msbin1")), ("gzip;q=0, deflate", ("text", "msbin1")),
                                 ("gzip;q=0.5", ("gzip", "msbin1+gzip")), ("*", ("gzip", "msbin1+gzip"))):
            for ours, expected in zip(("gzip", "msbin1+gzip"), codings):
                with self.subTest(accepts=accepts, client=ours):
                    body, content_type, coding = encode(REQUEST, ours)
                    _, headers, reply = self.nginx.call("/mtom/client", body, content_type, coding, Accept_Encoding=accepts)
                    self.assertEqual(decode(reply, headers, expected), REPLY)
                    self.assertEqual("gzip" in headers.get("Content-Encoding", ""), "gzip" in expected)


class Labels(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.reply = (200, {"Content-Type": "text/plain"}, b"done")
        cls.service = cls.enterClassContext(Service(lambda request: cls.reply))
        here = f"proxy_pass http://127.0.0.1:{cls.service.port};"
        cls.nginx = cls.enterClassContext(Nginx(f"""
            wsencoder_response auto;
            location /plain {{ wsencoder_typed_text off; wsencoder_request msbin1; {here} }}
            location /typed {{ wsencoder_typed_text on; wsencoder_request msbin1; {here} }}
            location /drop {{ wsencoder_invalid_characters drop; wsencoder_request msbin1; {here} }}
            location /parts {{ wsencoder_max_inline_size 2; wsencoder_request mtom; {here} }}
            location /hard {{
                wsencoder_compression_level 9; wsencoder_chunk_size 4k; wsencoder_raw_deflate off; wsencoder_request gzip;
                {here}
            }}
            location /variable {{ wsencoder_request $http_x_encoding; {here} }}
            location / {{ wsencoder_request $arg_to; {here} }}
        """))

    def request_after(self, path, *arguments, **headers):
        self.service.requests.clear()
        status, _, _ = self.nginx.call(path, *arguments, **headers)
        self.assertEqual(status, 200)
        return self.service.requests[0]

    def test_other_headers_stay_as_they_are_and_the_coding_goes(self):
        body, content_type, coding = encode(REQUEST, "gzip")
        for position in range(6):
            names = {f"X_{i}": str(i) for i in range(5)}
            items = list(names.items())
            items.insert(position, ("Content_Encoding", coding))
            request = self.request_after("/?to=text", body, content_type, **dict(items))
            self.assertEqual(request.body, REQUEST)
            self.assertNotIn("Content-Encoding", request.headers)
            self.assertEqual([request.headers[f"X-{i}"] for i in range(5)], list("01234"))

    def test_codings_in_two_headers(self):
        body, content_type, _ = encode(REQUEST, "gzip,deflate")
        connection = self.nginx.connect()
        for position in range(3):
            self.service.requests.clear()
            connection.putrequest("POST", "/?to=msbin1")
            names = [("Content-Encoding", "gzip"), ("Content-Encoding", "deflate"), ("Content-Length", str(len(body)))]
            names.insert(position, ("Content-Type", content_type))
            for name, value in names:
                connection.putheader(name, value)
            connection.endheaders(body)
            self.assertEqual(connection.getresponse().read(), b"done")
            request, = self.service.requests
            self.assertNotIn("Content-Encoding", request.headers)
            self.assertEqual(decode(request.body, request.headers, "msbin1"), REQUEST)
        connection.close()

    def test_many_headers(self):
        names = {f"X_{i}": str(i) for i in range(70)}
        body, content_type, coding = encode(REQUEST, "gzip")
        request = self.request_after("/?to=msbin1,gzip", body, content_type, Content_Encoding=coding, **names)
        self.assertEqual(decode(request.body, request.headers, "msbin1,gzip"), REQUEST)
        self.assertEqual([request.headers[f"X-{i}"] for i in range(70)], [str(i) for i in range(70)])

    def test_soap_action_of_soap_1_2_becomes_the_action(self):
        request = self.request_after("/?to=msbin1", REQUEST, "application/soap+xml", SOAPAction='"urn:a"')
        self.assertEqual(request.headers["Content-Type"], 'application/soap+msbin1; action="urn:a"')
        request = self.request_after("/?to=msbin1", REQUEST, "application/soap+xml", SOAPAction='""')
        self.assertEqual(request.headers["Content-Type"], "application/soap+msbin1")
        request = self.request_after("/?to=mtom", REQUEST, "application/soap+xml;action=urn:b", SOAPAction='"urn:a"')
        self.assertIn('action="urn:b"', request.headers["Content-Type"])

    def test_soap_1_1_keeps_its_soap_action(self):
        message = b"<Envelope xmlns='http://schemas.xmlsoap.org/soap/envelope/'><Body>1</Body></Envelope>"
        request = self.request_after("/?to=mtom", message, "text/xml; charset=utf-8", SOAPAction='"urn:a"')
        self.assertEqual(request.headers["SOAPAction"], '"urn:a"')
        self.assertEqual(decode(request.body, request.headers, "mtom"), message)
        body, content_type, _ = encode(message, "mtom", "text/xml; charset=utf-8")
        request = self.request_after("/?to=text", body, content_type + ';action="urn:b"')
        self.assertEqual(request.headers["SOAPAction"], '"urn:b"')
        self.assertTrue(request.headers["Content-Type"].startswith("text/xml"))

    def test_text_in_utf_16(self):
        body, content_type, _ = encode(REQUEST, "utf-16le", SOAP)
        request = self.request_after("/?to=msbin1", body, content_type)
        self.assertEqual(decode(request.body, request.headers, "msbin1"), REQUEST)

    def test_variables_name_encodings(self):
        request = self.request_after("/variable", REQUEST, X_Encoding="msbin1,gzip")
        self.assertEqual(request.headers["Content-Encoding"], "gzip")
        self.assertEqual(decode(request.body, request.headers, "msbin1,gzip"), REQUEST)
        for off in ({}, {"X_Encoding": "off"}):
            self.assertEqual(self.request_after("/variable", REQUEST, **off).body, REQUEST)
        self.assertEqual(self.nginx.call("/variable", REQUEST, X_Encoding="no-such")[0], 500)

    def test_more_encodings_than_a_worker_keeps(self):
        codings = ("gzip", "deflate", "br", "zstd")
        for _ in range(2):
            for chain in (*itertools.product(codings, repeat=2), *itertools.product(codings, repeat=3)):
                request = self.request_after("/variable", REQUEST, X_Encoding=",".join(chain))
                self.assertEqual(request.headers["Content-Encoding"], ", ".join(chain))
                self.assertEqual(decode(request.body, request.headers, ",".join(chain)), REQUEST)

    def test_messages_in_the_encoding_of_the_service_are_passed_on_untouched(self):
        for rubbish, content_type in ((REQUEST, SOAP), (b"rubbish", "application/soap+msbin1")):
            request = self.request_after("/?to=" + ("msbin1" if "msbin1" in content_type else "text"), rubbish, content_type)
            self.assertEqual((request.body, request.headers["Content-Type"]), (rubbish, content_type))

    def test_properties_of_encoders_are_directives(self):
        plain, typed = (self.request_after(path, b"<a>123456.5</a>").body for path in ("/plain", "/typed"))
        self.assertIn(b"123456.5", plain)
        self.assertNotIn(b"123456.5", typed)
        self.assertEqual(decode(self.request_after("/drop", b"<a>b&#x1;c</a>").body, {}, "msbin1"), b"<a>bc</a>")
        self.assertEqual(self.nginx.call("/plain", b"<a>b&#x1;c</a>")[0], 400)
        self.assertIn(b"\r\n\r\nabc\r\n--", self.request_after("/parts", b"<a>YWJj</a>").body)
        with wsencoder.Encoder("gzip", compression_level=9) as encoder:
            expected = encoder.encode(REPLY, content_type=SOAP).data
        self.assertEqual(self.request_after("/hard", REPLY).body, expected)

    def test_requests_without_a_message(self):
        for method in ("GET", "HEAD", "POST"):
            request = self.request_after("/?to=msbin1", b"" if method == "POST" else None, method=method)
            self.assertEqual(request.body, b"")

    def test_variables_for_logs(self):
        body, content_type, _ = encode(REPLY, "mtom")
        self.addCleanup(setattr, type(self), "reply", type(self).reply)
        type(self).reply = (200, {"Content-Type": content_type}, body)
        self.request_after("/?to=msbin1", *encode(REQUEST, "gzip"))
        deadline = time.monotonic() + 10
        while self.nginx.accesses()[-1:] != ["200 gzip mtom -"] and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual(self.nginx.accesses()[-1], "200 gzip mtom -")

    def test_any_other_content_type_is_refused(self):
        for content_type, coding in (("application/json", ""), ("application/soap+msbinsession1", ""), ("", ""),
                                     (SOAP, "compress"), (SOAP, "gzip, gzip, gzip"), ("multipart/related", "lzma")):
            self.assertEqual(self.nginx.call("/?to=msbin1", REQUEST, content_type, coding)[0], 415, content_type)
        self.assertEqual(self.nginx.call("/?to=msbin1", REQUEST, "text/xml")[0], 415)


if __name__ == "__main__":
    unittest.main()
