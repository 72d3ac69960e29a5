import CWSEncoder
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import WSEncoder

@Suite struct HandoffTests {
    private func completion(_ result: HRESULT, _ model: WS_CALLBACK_MODEL = WS_SHORT_CALLBACK) -> Handoff.Completion {
        .init(result: result, model: model)
    }

    @Test func `a new one is idle and not freed`() {
        let handoff = Handoff()
        let (isIdle, isFreed) = (handoff.isIdle, handoff.isFreed)
        #expect(isIdle)
        #expect(!isFreed)
    }

    @Test(arguments: [false, true])
    func `an operation without calls begins and ends`(isShared: Bool) {
        let handoff = Handoff()
        for _ in 0..<3 {
            handoff.begin(isShared: false)
            let isBusy = !handoff.isIdle
            let wasFreed = handoff.end(isShared: isShared)
            let isIdle = handoff.isIdle
            #expect(isBusy)
            #expect(!wasFreed)
            #expect(isIdle)
        }
    }

    @Test func `a completion that comes first is found when the call returns`() throws {
        for result in [S_OK, 1, -1, E_OUTOFMEMORY, WS_S_ASYNC, HRESULT.min, HRESULT.max] {
            for model in [WS_SHORT_CALLBACK, WS_LONG_CALLBACK] {
                let handoff = Handoff()
                handoff.begin(isShared: false)
                _ = handoff.willCall()
                let goesOn = handoff.completes(completion(result, model), call: handoff.call)
                let found = handoff.didReturnPending()
                #expect(!goesOn)
                #expect(found?.result == result)
                #expect(found?.model == model)
            }
        }
    }

    @Test func `a completion that comes last goes on itself`() {
        let handoff = Handoff()
        handoff.begin(isShared: false)
        _ = handoff.willCall()
        let found = handoff.didReturnPending()
        let isBusy = !handoff.isIdle
        let goesOn = handoff.completes(completion(-1), call: handoff.call)
        let again = handoff.completes(completion(-1), call: handoff.call)
        #expect(found == nil)
        #expect(isBusy)
        #expect(goesOn)
        #expect(!again, "the operation is running now")
    }

    @Test func `a completion while idle is ignored`() {
        let handoff = Handoff()
        let goesOn = handoff.completes(completion(-1), call: handoff.call)
        let isIdle = handoff.isIdle
        #expect(!goesOn)
        #expect(isIdle)
    }

    @Test func `a completion while running is ignored`() {
        let handoff = Handoff()
        handoff.begin(isShared: false)
        let goesOn = handoff.completes(completion(-1), call: handoff.call)
        _ = handoff.willCall()
        let found = handoff.didReturnPending()
        #expect(!goesOn)
        #expect(found == nil, "what came before the call does not count as its completion")
    }

    @Test func `a second completion does not replace the first`() {
        let handoff = Handoff()
        handoff.begin(isShared: false)
        _ = handoff.willCall()
        let first = handoff.completes(completion(-1, WS_LONG_CALLBACK), call: handoff.call)
        let second = handoff.completes(completion(-2, WS_SHORT_CALLBACK), call: handoff.call)
        let found = handoff.didReturnPending()
        #expect(!first && !second)
        #expect(found?.result == -1)
        #expect(found?.model == WS_LONG_CALLBACK)
    }

    @Test func `a completion of a call that promised none counts for nothing`() {
        let handoff = Handoff()
        handoff.begin(isShared: false)
        _ = handoff.willCall()
        let early = handoff.completes(completion(-1), call: handoff.call)
        handoff.didReturn()
        let late = handoff.completes(completion(-2), call: handoff.call)
        _ = handoff.willCall()
        let found = handoff.didReturnPending()
        #expect(!early && !late)
        #expect(found == nil)
    }

    @Test func `an operation makes any number of calls`() {
        let handoff = Handoff()
        handoff.begin(isShared: false)
        for call in 0..<10 as Range<HRESULT> {
            _ = handoff.willCall()
            if call % 3 == 0 {
                _ = handoff.completes(completion(call), call: handoff.call)
                let found = handoff.didReturnPending()
                #expect(found?.result == call)
            } else if call % 3 == 1 {
                let found = handoff.didReturnPending()
                let goesOn = handoff.completes(completion(call), call: handoff.call)
                #expect(found == nil)
                #expect(goesOn)
            } else {
                handoff.didReturn()
            }
        }
        let wasFreed = handoff.end(isShared: true)
        #expect(!wasFreed)
    }

    @Test func `what is idle can be freed at once`() {
        let handoff = Handoff()
        let now = handoff.free()
        let isFreed = handoff.isFreed
        #expect(now)
        #expect(isFreed)
    }

    /// What leads to each state but idle.
    private static let paths: [(name: String, steps: [String])] = [
        ("running", []), ("calling", ["call"]), ("completed", ["call", "complete"]), ("suspended", ["call", "pend"]),
        ("running again", ["call", "return"]), ("running after an early completion", ["call", "complete", "pend"]),
        ("running after a late completion", ["call", "pend", "complete"]),
    ]

    private static func take(_ step: String, _ handoff: borrowing Handoff) {
        switch step {
        case "call": _ = handoff.willCall()
        case "return": handoff.didReturn()
        case "pend": _ = handoff.didReturnPending()
        default: _ = handoff.completes(.init(result: -1, model: WS_LONG_CALLBACK), call: handoff.call)
        }
    }

    @Test(arguments: [false, true])
    func `what is freed in any state of an operation is freed by its end`(isShared: Bool) {
        for (name, steps) in Self.paths {
            let handoff = Handoff()
            handoff.begin(isShared: false)
            for step in steps { Self.take(step, handoff) }
            let now = handoff.free()
            let wasFreed = handoff.end(isShared: isShared)
            #expect(!now, "\(name)")
            #expect(wasFreed, "\(name)")
        }
    }

    @Test func `the freed bit survives every transition`() {
        for (name, steps) in Self.paths {
            for position in 0...steps.count {
                let handoff = Handoff()
                handoff.begin(isShared: false)
                for step in steps[..<position] { Self.take(step, handoff) }
                _ = handoff.free()
                for step in steps[position...] { Self.take(step, handoff) }
                let (isFreed, isIdle) = (handoff.isFreed, handoff.isIdle)
                let wasFreed = handoff.end(isShared: true)
                #expect(isFreed, "\(name), freed before step \(position)")
                #expect(!isIdle, "\(name), freed before step \(position)")
                #expect(wasFreed, "\(name), freed before step \(position)")
            }
        }
    }

    @Test func `freeing changes nothing about who goes on`() {
        let early = Handoff()
        early.begin(isShared: false)
        _ = early.willCall()
        _ = early.free()
        let first = early.completes(completion(-7), call: early.call)
        let found = early.didReturnPending()
        #expect(!first)
        #expect(found?.result == -7)

        let late = Handoff()
        late.begin(isShared: false)
        _ = late.willCall()
        let pending = late.didReturnPending()
        _ = late.free()
        let goesOn = late.completes(completion(-7), call: late.call)
        #expect(pending == nil)
        #expect(goesOn)
    }

    // MARK: Two threads

    /// A handoff for each round, and what either thread made of it.
    private final class Race: Sendable {
        static let rounds = 4000
        let handoffs: [Box]
        let lefts = Mutex<[Bool]>([])
        let rights = Mutex<[Bool]>([])
        let arrivals = Atomic<Int>(0)

        final class Box: Sendable {
            let handoff = Handoff()
        }

        init() {
            handoffs = (0..<Self.rounds).map { _ in Box() }
        }

        /// Waits until both threads have come to this round.
        func meet(_ round: Int) {
            arrivals.add(1, ordering: .sequentiallyConsistent)
            var spins = 0
            while arrivals.load(ordering: .sequentiallyConsistent) < (round + 1) * 2 {
                spins += 1
                if spins % 200 == 0 { sched_yield() }
            }
        }

        /// Runs both sides of every round on two threads, each after a pause of its own.
        func run(
            seed: UInt64, _ left: @escaping @Sendable (borrowing Handoff, Int) -> Bool,
            _ right: @escaping @Sendable (borrowing Handoff, Int) -> Bool
        ) -> [(left: Bool, right: Bool)] {
            @Sendable func side(
                _ seed: UInt64, _ results: borrowing Mutex<[Bool]>, _ body: (borrowing Handoff, Int) -> Bool
            ) {
                var generator = SeededGenerator(seed: seed)
                var all: [Bool] = []
                for round in 0..<Self.rounds {
                    meet(round)
                    var pause = Int.random(in: 0..<30, using: &generator)
                    while pause > 0 { pause -= 1 }
                    all.append(body(handoffs[round].handoff, round))
                }
                results.withLock { $0 = all }
            }
            let group = DispatchGroup()
            let thread = Thread {
                side(seed &+ 1, self.rights, right)
                group.leave()
            }
            group.enter()
            thread.start()
            side(seed, lefts, left)
            group.wait()
            let pairs = zip(lefts.withLock { $0 }, rights.withLock { $0 })
            return pairs.map { (left: $0, right: $1) }
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `of a call that returns and its completion exactly one goes on, seeded by the argument`(seed: UInt64) {
        let race = Race()
        for box in race.handoffs {
            box.handoff.begin(isShared: false)
            _ = box.handoff.willCall()
        }
        let pairs = race.run(
            seed: seed,
            { handoff, round in
                guard let found = handoff.didReturnPending() else { return false }
                return found.result == HRESULT(round) &* -1 && found.model == WS_LONG_CALLBACK
            },
            { handoff, round in
                handoff.completes(.init(result: HRESULT(round) &* -1, model: WS_LONG_CALLBACK), call: handoff.call)
            })
        #expect(pairs.count == Race.rounds)
        #expect(pairs.count { $0.left == $0.right } == 0)
    }

    @Test(arguments: [4, 5, 6] as [UInt64])
    func `of an end and a free exactly one destroys, seeded by the argument`(seed: UInt64) {
        let race = Race()
        for box in race.handoffs { box.handoff.begin(isShared: false) }
        let pairs = race.run(
            seed: seed, { handoff, _ in handoff.end(isShared: true) }, { handoff, _ in handoff.free() })
        #expect(pairs.count == Race.rounds)
        #expect(pairs.count { $0.left == $0.right } == 0)
    }

    @Test(arguments: [7, 8] as [UInt64])
    func `a free during a handover is lost to neither side, seeded by the argument`(seed: UInt64) {
        let race = Race()
        for box in race.handoffs {
            box.handoff.begin(isShared: false)
            _ = box.handoff.willCall()
        }
        _ = race.run(
            seed: seed, { handoff, _ in handoff.didReturnPending() != nil }, { handoff, _ in handoff.free() })
        var lost = 0
        for box in race.handoffs {
            let goesOn = box.handoff.completes(.init(result: 0, model: WS_SHORT_CALLBACK), call: box.handoff.call)
            if !goesOn || !box.handoff.isFreed || !box.handoff.end(isShared: true) { lost += 1 }
        }
        #expect(lost == 0)
    }

    @Test func `a completion of another call is ignored`() {
        let handoff = Handoff()
        handoff.begin(isShared: true)
        _ = handoff.willCall()
        let first = handoff.call
        let goesOn = handoff.didReturnPending() == nil && handoff.completes(completion(S_OK), call: first)
        _ = handoff.willCall()
        let isStale = !handoff.completes(completion(-1), call: first)
        let pending = handoff.didReturnPending()
        let isStaleStill = !handoff.completes(completion(-1), call: first)
        let goesOnAgain = handoff.completes(completion(S_OK), call: handoff.call)
        #expect(goesOn && isStale && isStaleStill && goesOnAgain)
        #expect(pending == nil)
    }

    @Test func `calls are told apart across operations, too`() {
        let handoff = Handoff()
        handoff.begin(isShared: true)
        _ = handoff.willCall()
        let first = handoff.call
        handoff.didReturn()
        _ = handoff.end(isShared: true)
        handoff.begin(isShared: false)
        _ = handoff.end(isShared: false)
        handoff.begin(isShared: true)
        _ = handoff.willCall()
        let second = handoff.call
        #expect(first != second)
    }

    @Test func `no call is made once the object is freed`() {
        let handoff = Handoff()
        handoff.begin(isShared: true)
        let canBeFreed = handoff.free()
        let mayCall = handoff.willCall()
        let wasFreed = handoff.end(isShared: true)
        #expect(!canBeFreed && !mayCall && wasFreed)
    }

    @Test func `a lone call is outstanding until it ends, and no second one beside it`() {
        let handoff = Handoff()
        let first = handoff.beginCall()
        let beside = handoff.beginCall()
        let early = handoff.completes(completion(-7), call: first ?? 0)
        let found = handoff.didReturnPending()
        let stillBeside = handoff.beginCall()
        let wasFreed = handoff.end(isShared: true)
        let second = handoff.beginCall()
        let isStale = !handoff.completes(completion(-1), call: first ?? 0)
        #expect(first != nil && second != nil && first != second)
        #expect(beside == nil && stillBeside == nil)
        #expect(!early && found?.result == -7 && !wasFreed && isStale)
    }

    @Test(arguments: [false, true])
    func `what is freed stays freed after the end`(isShared: Bool) {
        let handoff = Handoff()
        handoff.begin(isShared: isShared)
        let canBeFreed = handoff.free()
        let wasFreed = handoff.end(isShared: isShared)
        let (isFreed, isIdle, call) = (handoff.isFreed, handoff.isIdle, handoff.beginCall())
        #expect(!canBeFreed && wasFreed && isFreed && !isIdle)
        #expect(call == nil)
    }
}

extension Handoff {
    /// Whether the one who says that a call has completed is to go on.
    fileprivate func completes(_ completion: Completion, call: UInt64) -> Bool {
        complete(completion, call: call) == .resumes
    }
}
