import Testing

@testable import Bytes
@testable import Framing

@Suite struct FrameParserTests {
    private let begun = [
        "version 1.0", "mode duplex", "via net.tcp://localhost:8898/Demo", "encoding binarySession",
    ]

    @Test func `a duplex session of a client is read`() {
        let stream = preamble() + [0x0C, 6, 3, 1, 2, 3, 6, 0, 7]
        #expect(
            events(in: stream, of: .client) == begun + [
                "preamble end", "begin 3", "bytes [1, 2, 3]", "envelope end", "begin 0", "bytes []", "envelope end", "end",
            ])
    }

    @Test func `a duplex session of a server is read`() {
        #expect(
            events(in: [0x0B, 6, 1, 9, 7], of: .server) == ["ack", "begin 1", "bytes [9]", "envelope end", "end"])
    }

    @Test func `an unsized envelope is read chunk by chunk`() {
        let stream = preamble(mode: 1, encoding: [3, 7]) + [0x0C, 5, 2, 1, 2, 1, 3, 0, 7]
        #expect(
            events(in: stream, of: .client) == [
                "version 1.0", "mode singletonUnsized", "via net.tcp://localhost:8898/Demo", "encoding binary", "preamble end",
                "begin unsized", "bytes [1, 2, 3]", "envelope end", "end",
            ])
        #expect(
            events(in: [0x0B, 5, 1, 9, 0, 7], of: .server) == [
                "ack", "begin unsized", "bytes [9]", "envelope end", "end",
            ])
    }

    @Test func `upgrades come between the encoding and the end of the preamble`() {
        let stream = preamble() + record(.upgradeRequest, "application/ssl-tls") + [0x0C]
        #expect(events(in: stream, of: .client) == begun + ["upgrade application/ssl-tls", "preamble end"])
        #expect(events(in: [0x0A, 0x0A, 0x0B], of: .server) == ["upgrade response", "upgrade response", "ack"])
    }

    @Test func `after the end comes the next preamble`() {
        let session = preamble() + [0x0C, 7]
        let lines = begun + ["preamble end", "end"]
        #expect(events(in: session + session, of: .client) == lines + lines)
        #expect(events(in: [0x0B, 7, 0x0B, 7], of: .server) == ["ack", "end", "ack", "end"])
    }

    @Test func `every stream is the same in pieces of every size`() {
        let streams: [([UInt8], FrameSide)] = [
            (preamble(encoding: record(.extensibleEncoding, "text/xml; charset=utf-8")) + [0x0C, 6, 3, 1, 2, 3, 7], .client),
            (preamble(mode: 1) + [0x0C, 5, 0x83, 0, 1, 2, 3, 1, 4, 0, 7], .client),
            ([0x0A, 0x0B, 6, 0x82, 0x80, 0, 1, 2, 6, 0, 7], .server),
            ([0x0B] + record(.fault, FrameFault.serverTooBusy.uri.description), .server),
            (preamble() + [0x0B], .client),
        ]
        for (stream, side) in streams {
            let whole = events(in: stream, of: side)
            #expect(whole.count > 1)
            for pieces in 1...stream.count { #expect(events(in: stream, of: side, pieces: pieces) == whole) }
        }
    }

    @Test func `a server may answer with a fault at once`() {
        let fault = record(.fault, FrameFault.endpointNotFound.uri.description)
        #expect(
            events(in: fault, of: .server)
                == ["fault http://schemas.microsoft.com/ws/2006/05/framing/faults/EndpointNotFound"])
        #expect(events(in: fault + [7], of: .server).last == "invalidFormat at \(fault.count): the record is out of order")
    }

    @Test(
        arguments: [
            ([0x00, 2], "invalidFormat at 1: the major version is not 1 fault unsupportedVersion"),
            (
                [0x00, 1, 0, 1, 4],
                "invalidFormat at 4: the mode is not singleton-unsized, duplex or simplex fault unsupportedMode"
            ),
            ([0x00, 1, 0, 1, 2, 2, 1, 0x61, 3, 9], "invalidFormat at 9: there is no such encoding fault contentTypeInvalid"),
            ([0x0D], "invalidFormat at 0: there is no record of this type"),
            ([0x00, 1, 0, 1, 2, 2, 2, 0x61, 0], "invalidFormat at 8: a text has a zero byte"),
            ([0x01], "invalidFormat at 0: the record is out of order"),
            ([0x00, 1, 0, 1, 2, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0x10], "invalidFormat at 10: a size has more than 32 bits"),
            ([0x00, 1, 0, 1, 2, 2, 0x80, 0x80, 0x80, 0x80, 0x80], "invalidFormat at 10: a size has more than 32 bits"),
        ] as [([UInt8], String)])
    func `what no client may write is refused with its place and the server's answer`(stream: [UInt8], error: String) {
        for pieces in [1, Int.max] { #expect(events(in: stream, of: .client, pieces: pieces).last == error) }
    }

    @Test func `texts are limited as WCF limits them`() {
        let head: [UInt8] = [0, 1, 0, 1, 2]
        #expect(events(in: head + record(.via, String(repeating: "v", count: 2048)), of: .client).count == 3)
        #expect(
            events(in: head + record(.via, String(repeating: "v", count: 2049)), of: .client).last
                == "quotaExceeded at 5: the via is too long fault viaTooLong")
        let type = String(repeating: "c", count: 256)
        #expect(events(in: preamble(encoding: record(.extensibleEncoding, type)), of: .client).count == 4)
        #expect(
            events(in: preamble(encoding: record(.extensibleEncoding, type + "c")), of: .client).last
                == "quotaExceeded at 36: the content type is too long fault contentTypeTooLong")
        #expect(
            events(in: preamble() + record(.upgradeRequest, type + "c"), of: .client).last
                == "quotaExceeded at 38: the name of the upgrade is too long fault upgradeInvalid")
        #expect(
            events(in: record(.fault, type + "c"), of: .server).last
                == "quotaExceeded at 0: the URI of the fault is too long")
    }

    @Test func `an envelope may have the largest size and no more`() {
        #expect(events(in: [0x0B, 6, 2, 1, 2], of: .server, limit: 2).count == 4)
        let refusal = "the envelope is too large fault maxMessageSizeExceeded"
        #expect(events(in: [0x0B, 6, 3], of: .server, limit: 2).last == "quotaExceeded at 1: \(refusal)")
        #expect(events(in: [0x0B, 5, 1, 9, 1, 9, 0], of: .server, limit: 2).last == "envelope end")
        #expect(events(in: [0x0B, 5, 1, 9, 2], of: .server, limit: 2).last == "quotaExceeded at 1: \(refusal)")
    }

    @Test func `the mode decides which envelopes come`() {
        let refusal = "invalidFormat at 1: the record is out of order"
        #expect(events(in: [0x0B, 5], of: .server, mode: .duplex).last == refusal)
        #expect(events(in: [0x0B, 6], of: .server, mode: .singletonUnsized).last == refusal)
        #expect(events(in: [0x0B, 6], of: .server, mode: .simplex).last == refusal)
        #expect(events(in: [0x0B, 5, 0, 5], of: .server).last == "invalidFormat at 3: the record is out of order")
    }

    @Test func `an HTTP server is recognised`() {
        #expect(
            events(in: Array("HTTP/1.1 400 Bad Request".utf8), of: .server)
                == ["invalidFormat at 0: the peer does not speak net.tcp: it answers like an HTTP server"])
    }

    @Test func `after an error every call fails`() {
        var parser = FrameParser(of: .server, maxEnvelopeSize: 0)
        let wrong: [UInt8] = [0xFF]
        let right: [UInt8] = [0x0B]
        for stream in [wrong, right] {
            var input = unsafe InputCursor(stream.span.bytes)
            let event = try? parser.next(&input)
            #expect(event == nil)
        }
    }

    @Test func `every record has a name of its own`() {
        let names = (0...UInt8(0x0C)).compactMap { RecordType(rawValue: $0)?.name.description }
        #expect(Set(names).count == 13)
        let out = { (record: RecordType) in FrameError.outOfOrder(record).record?.name.description }
        #expect(out(.unsizedEnvelope) == "Unsized Envelope" && out(.preambleEnd) == "Preamble End")
    }

    @Test func `bytes that are no payload are not skipped`() throws {
        var parser = FrameParser(of: .server, maxEnvelopeSize: 0)
        let stream: [UInt8] = [0x0B, 6, 3]
        var input = unsafe InputCursor(stream.span.bytes)
        parser.skipPayload(1)
        while !input.isEmpty { _ = try parser.next(&input) }
        for count in [0, -1, 4, 3] {
            let left = parser.payloadLeft
            #expect(left == 3)
            parser.skipPayload(count)
        }
        let (left, offset, hasEnded) = (parser.payloadLeft, parser.offset, parser.endSizedEnvelope())
        #expect(left == 0 && offset == 6 && hasEnded)
    }

    @Test func `each side has an order of its own`() {
        var client = FrameOrder(.client)
        var server = FrameOrder(.server)
        #expect(client.isAtStart && server.isAtStart)
        for record in [RecordType.version, .mode, .via, .knownEncoding, .upgradeRequest, .preambleEnd, .sizedEnvelope] {
            let (byServer, byClient) = (server.take(record), client.take(record))
            #expect(!byServer)
            #expect(byClient)
        }
        #expect(client.isOpen)
        let answers = (client.take(.preambleAck), server.take(.preambleAck))
        #expect(answers == (false, true))
        let ends = (client.take(.end), server.take(.fault), server.take(.end))
        #expect(ends == (true, true, false))
        #expect(client.isEnded && server.isFailed)
    }
}
