"""Connections of net.tcp: what one side sends the other receives, also over TLS, and what ends them."""
from __future__ import annotations

import socket
import threading

import wsencoder
from support import ORDER, Case
from wsencoder import Result, net_tcp

VIA = "net.tcp://127.0.0.1:808/orders"


class Secured(socket.socket):
    """What stands for a TLS socket: each byte is changed on the way."""

    def recv(self, *arguments):
        return bytes(byte ^ 0xFF for byte in super().recv(*arguments))

    def sendall(self, data):
        super().sendall(bytes(byte ^ 0xFF for byte in data))


def secured(plain):
    timeout = plain.gettimeout()
    made = Secured(fileno=plain.detach())
    made.settimeout(timeout)
    return made


class NetTcp(Case):
    def exchange(self, client, server):
        """Runs both sides; raises what the server raised."""
        ends, raised = socket.socketpair(), []
        for end in ends:
            end.settimeout(60)

        def serve():
            try:
                with net_tcp.Connection(ends[1], max_message_size=1_000_000) as connection:
                    server(connection)
            except Exception as exception:
                raised.append(exception)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            with net_tcp.Connection(ends[0]) as connection:
                client(connection)
        finally:
            thread.join(60)
        return raised

    def echo(self, connection):
        self.preamble = connection.accept()
        while (message := connection.receive()) is not None:
            connection.send(message)

    def test_messages_go_both_ways_in_every_encoding(self):
        def client(connection):
            connection.open(VIA, content_type)
            for message in ORDER, b"<a>&amp; caf\xc3\xa9</a>", ORDER:
                connection.send(message)
                received.append(connection.receive())
            connection.end()
            received.append(connection.receive())

        for content_type, chosen in ((None, "application/soap+msbinsession1"), ("application/soap+msbin1+gzip",) * 2,
                                     ("text/xml; charset=utf-8",) * 2, ("application/soap+xml; charset=utf-16",) * 2):
            received = []
            self.assertEqual(self.exchange(client, self.echo), [])
            self.assertEqual(self.preamble, (VIA, net_tcp.Mode.DUPLEX, chosen))
            self.assertEqual((received[1], received[3]), (b"<a>&amp; caf\xc3\xa9</a>", None))
            self.assertEqual(received[0], received[2])

    def test_a_streamed_message_ends_its_side(self):
        def client(connection):
            connection.open(VIA, mode=net_tcp.Mode.SINGLETON_UNSIZED)
            connection.send(b"<a/>")
            self.assertEqual((connection.receive(), connection.receive()), (b"<a/>", None))
            with self.assertFails(Result.WS_E_INVALID_OPERATION):
                connection.send(b"<b/>")

        def server(connection):
            self.assertEqual(connection.accept().mode, net_tcp.Mode.SINGLETON_UNSIZED)
            connection.send(connection.receive())

        self.assertEqual(self.exchange(client, server), [])

    def test_an_upgrade_secures_the_connection(self):
        def client(connection):
            connection.open(VIA, upgrade="application/ssl-tls", secure=secured)
            connection.send(b"<secret/>")
            self.assertEqual(connection.receive(), b"<secret/>")

        def server(connection):
            connection.accept(secure=secured)
            connection.send(connection.receive())

        self.assertEqual(self.exchange(client, server), [])
        for refusing in (lambda connection: connection.accept(),
                         lambda connection: connection.accept(secured, "application/other")):
            with self.assertFails(Result.WS_E_NOT_SUPPORTED, "UpgradeInvalid"):
                self.exchange(client, refusing)
        with self.assertRaises(ValueError):
            self.exchange(lambda connection: connection.open(VIA, upgrade="application/ssl-tls"), lambda connection: None)

    def test_a_refusal_reaches_the_client(self):
        def server(connection):
            connection.accept()
            connection.fail("http://schemas.microsoft.com/ws/2006/05/framing/faults/EndpointNotFound")

        with self.assertFails(Result.WS_E_ENDPOINT_NOT_FOUND, "EndpointNotFound"):
            self.exchange(lambda connection: connection.open(VIA), server)

    def test_a_message_beyond_the_limit_is_refused(self):
        def client(connection):
            connection.open(VIA)
            connection.send(b"<a>" + b"x" * 1_000_000 + b"</a>")
            connection.receive()

        with self.assertFails(Result.WS_E_QUOTA_EXCEEDED, "MaxMessageSizeExceededFault"):
            self.exchange(client, self.echo)

    def test_a_peer_that_goes_is_told_and_a_closed_connection_refuses(self):
        def client(connection):
            connection.open(VIA)
            connection.close()
            with self.assertRaisesRegex(ValueError, "closed"):
                connection.send(b"<a/>")

        raised = self.exchange(client, self.echo)
        self.assertEqual(raised[0].hresult, Result.WS_E_ENDPOINT_DISCONNECTED)
        self.assertEqual(self.exchange(lambda connection: connection.close(),
                                       lambda connection: self.assertIsNone(connection.accept()) or connection.close()), [])

    def test_an_exception_of_the_socket_comes_back_as_it_was_raised(self):
        near, far = socket.socketpair()
        with far, self.assertRaises(TimeoutError) as caught, net_tcp.Connection(near) as connection:
            near.settimeout(0.01)
            connection.open(VIA)
        self.assertIsInstance(caught.exception.__cause__, wsencoder.Error)
        for wrong in "http://127.0.0.1/", "net.tcp:orders":
            with self.assertRaises(ValueError):
                net_tcp.connect(wrong)
