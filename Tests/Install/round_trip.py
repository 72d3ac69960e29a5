"""A program that uses the installed package wsencoder."""
from wsencoder import Decoder, Encoder

message = b"<order>1</order>"
with Encoder("msbin1,gzip") as encoder, Decoder("msbin1,gzip") as decoder:
    wire = encoder.encode(message, "application/soap+xml; charset=utf-8")
    print("works" if decoder.decode(*wire).data == message else "differs")
