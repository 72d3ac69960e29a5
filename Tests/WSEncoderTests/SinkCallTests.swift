import Testing

@testable import WSEncoder

@Suite struct SinkCallTests {
    @Test func `one call is outstanding at a time`() {
        let call = SinkCall()
        let first = call.begin()
        let second = call.begin()
        let hasEnded = call.end(first ?? 0)
        let third = call.begin()
        #expect(first != nil)
        #expect(second == nil)
        #expect(hasEnded)
        #expect(third != nil)
    }

    @Test func `a second completion of an earlier call does not end the next`() {
        let call = SinkCall()
        let first = call.begin() ?? 0
        let answers = [call.end(first), call.end(first)]
        let second = call.begin() ?? 0
        let later = [call.end(first), call.end(second)]
        #expect(answers == [true, false])
        #expect(later == [false, true])
    }
}
