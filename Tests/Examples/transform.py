"""A transform in Python: bzip2, as Python's bz2 and the program bzip2 read and write it. Prints the sizes of a message."""
import bz2

from wsencoder import Decoder, Encoder, Error, Result, register_transform


class Compressor:
    def __init__(self, level):
        compressor = bz2.BZ2Compressor(level)
        self.update, self.finish = compressor.compress, compressor.flush


class Decompressor:
    def __init__(self, level):
        self.decompressor = bz2.BZ2Decompressor()

    def update(self, data):
        if self.decompressor.eof:
            raise Error(Result.WS_E_INVALID_FORMAT, "more follows after the end of the stream")
        return self.decompressor.decompress(data)

    def finish(self):
        if not self.decompressor.eof or self.decompressor.unused_data:
            raise Error(Result.WS_E_INVALID_FORMAT, "the stream is cut off, or more follows after it")
        return b""


register_transform("bzip2", Compressor, Decompressor, content_encoding="bzip2", levels=(1, 9, 9))

if __name__ == "__main__":
    message = b"<order>" + b"<item>anvil</item>" * 10000 + b"</order>"
    for chain in "bzip2", "bzip2,gzip":
        with Encoder(chain, compression_level=1) as encoder, Decoder(chain) as decoder:
            body, _, coding = encoder.encode(message)
            assert decoder.decode(body, "", coding).data == message
            print(f"{chain}: {len(message)} bytes in {len(body)}, Content-Encoding: {coding}")
    with Encoder("bzip2") as encoder, Decoder("bzip2") as decoder:
        body = encoder.encode(message).data
        assert bz2.decompress(body) == message
        assert decoder.decode(bz2.compress(message), "", "bzip2").data == message
        try:
            decoder.decode(body[:-1], "", "bzip2")
        except Error as error:
            print(error)
