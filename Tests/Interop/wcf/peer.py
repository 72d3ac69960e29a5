"""Microsoft's serializer in a process of its own: see Peer/Program.cs for what it can do."""
import select
import struct
import subprocess


class Refused(Exception):
    """The peer does not read or write this."""


class Gone(Exception):
    """The peer has ended, or does not start."""


class Peer:
    def __init__(self, program, seconds=120):
        # What a local DateTime reads as depends on the zone.
        self.process = subprocess.Popen(["timeout", str(seconds), "env", "TZ=UTC", "mono", program],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.process.stdin.close()
            self.process.wait(10)
        except BrokenPipeError:
            self.process.wait()
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def _take(self, size):
        data = self.process.stdout.read(size)
        if len(data) < size:
            raise Gone(f"status {self.process.wait(10)}")
        return data

    def __call__(self, command, body=b""):
        name = command.encode()
        try:
            self.process.stdin.write(struct.pack("<I", len(name)) + name + struct.pack("<I", len(body)) + body)
            self.process.stdin.flush()
        except BrokenPipeError:
            raise Gone(f"status {self.process.wait(10)}") from None
        if not select.select([self.process.stdout], [], [], 60)[0]:
            raise Gone(f"no answer to {command}")
        failed, size = struct.unpack("<BI", self._take(5))
        reply = self._take(size)
        if failed:
            raise Refused(reply.decode())
        return reply

    def values(self):
        """The rows of ValueTable: name, binary, events."""
        table = self("values")
        fields, at = [], 0
        while at < len(table):
            size, = struct.unpack_from("<I", table, at)
            fields.append(table[at + 4:at + 4 + size])
            at += 4 + size
        return [(name.decode(), binary, events) for name, binary, events in zip(*[iter(fields)] * 3)]
