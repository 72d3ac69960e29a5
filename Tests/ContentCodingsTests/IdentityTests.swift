import Testing

@Suite struct IdentityTests {
    private let coding = Coding.all[0]

    @Test(arguments: [Cut.whole, .byteByByte, Cut(feeds: [3], rooms: [2, 5], endsSeparately: true)])
    func `both directions change nothing`(cut: Cut) throws {
        for (name, message) in Message.all {
            for codec in [drive(try coding.encoder(), message, cut), drive(try coding.decoder(), message, cut)] {
                #expect(codec.end == .finished, "\(name)")
                #expect(codec.difference(from: message) == nil, "\(name)")
            }
        }
    }

    @Test func `it ends only where it is told to`() throws {
        let outcome = drive(try coding.decoder(), Message.short, Cut(feeds: [10], rooms: [100]), stopAfter: 3)
        #expect(outcome.end == .wantsMore)
        #expect(outcome.output == Array(Message.short.prefix(30)))
    }
}
