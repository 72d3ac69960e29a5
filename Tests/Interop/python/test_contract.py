"""C functions made in Python: the rules that WSE_REGISTER_CHECKED holds them to, their arguments, and their lifetimes."""
from __future__ import annotations

import ctypes
import gc
import gzip
import os
import sys
import threading
import weakref
from ctypes import byref, c_uint32, c_void_p
from pathlib import Path

import wsencoder
from support import ABIS, ORDER, Case, Mirror, Xor, faulty, on_another_thread
from wsencoder import Abi, Callback, Decoder, Encoder, Result, Trampoline, native


def call_function(callback, abi, function, values):
    """WseCallFunction, with numbers for the arguments."""
    boxes = [native.TYPES[kind](value) for kind, value in zip(native.SHAPES[callback], values, strict=True)]
    pointers, result = (c_void_p * len(boxes))(*map(ctypes.addressof, boxes)), c_uint32(0x5A5A5A5A)
    native.call(native.library().WseCallFunction, callback, abi, function, pointers, len(boxes), byref(result))
    return result.value


class AsyncContext(ctypes.Structure):
    _fields_ = [("callback", c_void_p), ("state", c_void_p)]


class PlainCase(Case):
    """Encoders of six plain functions."""

    def register_functions(self, flags=native.REGISTER_CHECKED, abi=Abi.DEFAULT, **functions):
        """The sink of the instance made last is self.write; the functions that are not given pass bytes on to it."""
        def create(context, write, state, place, error):
            self.write = lambda *arguments: call_function(Callback.WRITE, abi, write, (state, *arguments))
            c_void_p.from_address(place).value = 1

        def get_content_type(instance, content_type, new_type, encoding, error):
            ctypes.memmove(new_type, byref(self.string), ctypes.sizeof(self.string))
            ctypes.memset(encoding, 0, ctypes.sizeof(native.String))

        self.string = native.string_of("text/xml")
        defaults = {
            "create": create, "get_content_type": get_content_type, "start": lambda *arguments: 0,
            "transfer": lambda instance, buffers, count, asynchronous, error: self.write(buffers, count, None, error),
            "end": lambda *arguments: 0, "free": lambda instance: 0,
        }
        trampolines = [Trampoline(Callback(i), (defaults | functions)[step], abi) for i, step in enumerate(native.STEPS)]
        table = native.Table(None, *(trampoline.function for trampoline in trampolines))
        native.call(native.library().WseRegisterEncoder, b"plain", byref(table), abi, flags)
        for trampoline in trampolines:
            self.addCleanup(trampoline.free)
        self.addCleanup(wsencoder.unregister, "plain")


class CheckedCodecs(PlainCase):
    """Each of them against one rule."""

    def assertRefused(self, *texts):
        return self.assertFails(Result.WS_E_INVALID_OPERATION, "plain", *texts)

    def test_one_that_keeps_the_rules_works(self):
        self.register_functions()
        with Encoder("plain") as encoder, Encoder("plain,gzip") as chain:
            self.assertEqual(encoder.encode(ORDER), (ORDER, "text/xml", ""))
            self.assertEqual(gzip.decompress(chain.encode(ORDER).data), ORDER)

    def test_python_codecs_keep_the_rules(self):
        self.register("xor", Xor, checked=True)
        self.register("mirror", Mirror, checked=True)
        for chain in "xor", "mirror", "xor,gzip,mirror":
            self.round_trip(chain)

    def test_a_host_out_of_order_does_not_reach_the_codec(self):
        reached = []
        self.register("faulty", type("Spy", (Xor,), {"end": lambda self: reached.append(1)}), checked=True, decoder=False)
        with Encoder("faulty") as encoder, encoder.stream(bytes) as stream:
            with self.assertFails(Result.WS_E_INVALID_OPERATION):
                stream._instance.call("start", None)
            stream._instance.call("end", None)
            with self.assertFails(Result.WS_E_INVALID_OPERATION):
                stream._instance.call("end", None)
            stream.close()
        self.assertEqual(reached, [1])

    def test_the_sink_is_not_called_in_get_content_type(self):
        results = []
        self.register_functions(get_content_type=lambda *arguments: results.append(self.write(None, 0, None, None)))
        with Encoder("plain") as encoder, self.assertRefused("sink outside", "nc-webservices-ws_create_encoder_callback"):
            encoder.encode(ORDER)
        self.assertEqual(results, [Result.WS_E_INVALID_OPERATION])

    def test_the_sink_is_called_once_at_a_time(self):
        results = []

        def sink(data):
            if not results:
                results.append(on_another_thread(lambda: self.write(None, 0, None, None)))

        self.register_functions()
        with Encoder("plain") as encoder, self.assertRefused("sink", "ns-webservices-ws_channel_encoder"):
            with encoder.stream(sink) as stream:
                stream.write(ORDER)
        self.assertEqual(results, [Result.WS_E_INVALID_OPERATION])

    def test_a_promise_needs_a_context(self):
        for step in "start", "transfer", "end":
            self.register_functions(**{step: lambda *arguments: Result.WS_S_ASYNC})
            with Encoder("plain") as encoder, self.assertRefused("WS_S_ASYNC", "wsw/asynchronous-model"):
                encoder.encode(ORDER)
            self.doCleanups()

    def test_a_call_completes_once(self):
        def complete(instance, buffers, count, asynchronous, error):
            context = AsyncContext.from_address(asynchronous)
            native.PROTOTYPES[Callback.ASYNC](context.callback)(0, 0, context.state)

        completed = []
        done = Trampoline(Callback.ASYNC, lambda *arguments: completed.append(arguments))
        self.register_functions(transfer=complete)
        with Encoder("plain") as encoder, self.assertRefused("completed", "wsw/asynchronous-model"):
            with encoder.stream(bytes) as stream:
                stream._instance.call("transfer", byref(native.view(ORDER)), 1, byref(AsyncContext(done.function, None)))
        self.assertEqual(completed, [])
        done.free()

    def test_strings_stay_as_they_were(self):
        def change(*arguments):
            self.string.chars[0] = ord("T")

        self.register_functions(transfer=change)
        with Encoder("plain") as encoder, self.assertRefused("strings", "nc-webservices-ws_encoder_get_content_type_callback"):
            encoder.encode(ORDER)

    def test_a_codec_in_python_completes_at_once_for_an_asynchronous_host(self):
        completed = []
        done = Trampoline(Callback.ASYNC, lambda *arguments: completed.append(arguments))
        context = AsyncContext(done.function, 5)
        for checked in False, True:
            self.register("xor", Xor, checked=checked)
            parts = []
            with Encoder("gzip,xor,gzip") as encoder, encoder.stream(parts.append) as stream:
                stream._instance.call("transfer", byref(native.view(ORDER)), 1, byref(context))
                stream._instance.call("end", byref(context))
                stream.close()
            with Decoder("gzip,xor,gzip") as decoder:
                self.assertEqual(decoder.decode(b"".join(parts), "", "gzip, xor, gzip").data, ORDER)
            wsencoder.unregister("xor")
        self.assertEqual(completed, [])
        done.free()


class Instance:
    """An encoder instance driven in a calling convention."""

    def __init__(self, chain, abi, sink):
        self.abi, self.sink, self.table, handle = abi, Trampoline(Callback.WRITE, sink, abi), native.Table(), c_void_p()
        value = c_uint32(abi)
        element = native.Property(native.PROPERTY_ABI, ctypes.addressof(value), 4)
        native.call(native.library().WseCreateChannelEncoder, chain.encode(), byref(element), 1, byref(self.table))
        self.invoke("create", self.table.context, self.sink.function, 77, ctypes.addressof(handle))
        self.handle = handle.value

    def function(self, step):
        callback, address = Callback(native.STEPS.index(step)), getattr(self.table, step)
        return lambda *arguments: call_function(callback, self.abi, address, arguments)

    def invoke(self, step, *arguments):
        return native.call(self.function(step), *arguments)

    def call(self, step, *arguments):
        return self.invoke(step, self.handle, *arguments)

    def begin(self):
        strings = [native.string_of("text/xml"), native.String(), native.String()]
        self.call("get_content_type", *map(ctypes.addressof, strings))
        self.call("start", None)
        return native.text_of(strings[1]), native.text_of(strings[2])

    def encode(self, data, context=None):
        view = native.view(data)
        return self.call("transfer", ctypes.addressof(view), 1, context)

    def free(self):
        self.function("free")(self.handle)
        native.library().WseFreeChannelEncoder(byref(self.table))
        self.sink.free()


class CallingConventions(PlainCase):
    def test_codec_and_host_may_differ(self):
        for host in ABIS:
            for codec in ABIS:
                for flags in 0, native.REGISTER_CHECKED:
                    for chain in "plain", "gzip,plain", "plain,gzip", "plain,plain":
                        with self.subTest(host=host, codec=codec, flags=flags, chain=chain):
                            try:
                                self.check(host, codec, flags, chain)
                            finally:
                                self.doCleanups()

    def check(self, host, codec, flags, chain):
        states, parts, sinks = [], [], {}

        def sink(state, buffers, count, context, error):
            states.append(state)
            parts.append(native.joined(buffers, count))

        def create(context, write, state, place, error):
            sinks[len(sinks) + 1] = write, state
            c_void_p.from_address(place).value = len(sinks)

        def transfer(instance, buffers, count, context, error):
            write, state = sinks[instance]
            return call_function(Callback.WRITE, codec, write, (state, buffers, count, None, error))

        self.register_functions(flags, codec, create=create, transfer=transfer)
        instance = Instance(chain, host, sink)
        for _ in range(2):
            parts.clear()
            self.assertEqual(instance.begin(), ("text/xml", "gzip" if "gzip" in chain else ""))
            instance.encode(ORDER)
            instance.call("end", None)
            encoded = b"".join(parts)
            self.assertEqual(gzip.decompress(encoded) if "gzip" in chain else encoded, ORDER)
        self.assertEqual((len(sinks), set(states)), (chain.count("plain"), {77}))
        instance.free()

    def test_exceptions_cross_the_conventions(self):
        original = ValueError("no")

        def fail(*arguments):
            raise original

        for host in ABIS:
            for codec in ABIS:
                for functions in {"transfer": fail}, {}:
                    self.register_functions(0, codec, **functions)
                    instance = Instance("plain", host, fail)
                    instance.begin()
                    with self.assertRaises(ValueError) as caught:
                        instance.encode(ORDER)
                    self.assertIs(caught.exception, original)
                    instance.free()
                    self.doCleanups()

    def test_a_sink_in_python_may_complete_later(self):
        def forward(instance, buffers, count, context, error):
            return self.write(buffers, count, context, error)

        for host in ABIS:
            for codec in ABIS:
                for chain in "gzip", "gzip,plain", "plain,gzip":
                    with self.subTest(host=host, codec=codec, chain=chain):
                        self.register_functions(0, codec, transfer=forward)
                        try:
                            self.complete_later(host, chain)
                        finally:
                            self.doCleanups()

    def complete_later(self, host, chain):
        message, parts, threads, results, completed = self.random.randbytes(300_000), [], [], [], threading.Semaphore(0)

        def sink(state, buffers, count, context, error):
            parts.append(native.joined(buffers, count))
            if context:
                given = AsyncContext.from_buffer_copy(AsyncContext.from_address(context))
                completion = threading.Timer(0, call_function, [Callback.ASYNC, host, given.callback, (0, 0, given.state)])
                threads.append(completion)
                completion.start()
                return Result.WS_S_ASYNC

        def done(*arguments):
            results.append(arguments)
            completed.release()

        callback = Trampoline(Callback.ASYNC, done, host)
        context = AsyncContext(callback.function, 99)
        instance = Instance(chain, host, sink)
        instance.begin()
        view = native.view(message)
        for step, arguments in ("transfer", (ctypes.addressof(view), 1)), ("end", ()):
            if instance.call(step, *arguments, ctypes.addressof(context)) == Result.WS_S_ASYNC:
                self.assertTrue(completed.acquire(timeout=60))
                result, model, state = results.pop()
                self.assertEqual((result, state), (Result.S_OK, 99))
        for thread in threads:
            thread.join(60)
        self.assertEqual(results, [])
        self.assertEqual(gzip.decompress(b"".join(parts)), message)
        self.assertGreater(len(threads), 3)
        instance.free()
        callback.free()


class Trampolines(Case):
    def arguments(self, callback):
        kinds = native.SHAPES[callback]
        return tuple(self.random.getrandbits(64) | 1 << 63 if kind == "p" else self.random.getrandbits(32) for kind in kinds)

    def test_arguments_and_results_of_every_type_come_through(self):
        for callback in Callback:
            for abi in ABIS:
                for result in Result.S_OK, Result.E_FAIL, 0x12345678, 0xFFFFFFFF:
                    seen, values = [], self.arguments(callback)
                    trampoline = Trampoline(callback, lambda *given: seen.append(given) or result, abi)
                    given = call_function(callback, abi, trampoline.function, values)
                    self.assertEqual(seen, [values])
                    self.assertEqual(given, 0 if callback in native.SILENT else result)
                    if abi == Abi.DEFAULT:
                        native.PROTOTYPES[callback](trampoline.function)(*values)
                        self.assertEqual(seen, [values, values])
                    trampoline.free()

    def test_null_and_zero_come_through(self):
        for callback in Callback:
            seen = []
            trampoline = Trampoline(callback, lambda *given: seen.append(given))
            call_function(callback, Abi.DEFAULT, trampoline.function, [0] * len(native.SHAPES[callback]))
            self.assertEqual(seen, [tuple(None if kind == "p" else 0 for kind in native.SHAPES[callback])])
            trampoline.free()

    def test_one_may_free_itself(self):
        def target(*arguments):
            made.pop().free()
            self.assertEqual(native._targets, {})
            return 7

        for abi in ABIS:
            made = [Trampoline(Callback.WRITE, target, abi)]
            self.assertEqual(call_function(Callback.WRITE, abi, made[0].function, (1, 2, 3, 4, None)), 7)

    def test_one_may_be_freed_while_threads_are_in_it(self):
        inside, freed = threading.Barrier(4, timeout=60), threading.Event()

        def target(*arguments):
            inside.wait()
            self.assertTrue(freed.wait(60))
            return 9

        trampoline, results = Trampoline(Callback.ENCODER_START, target), []
        threads = [threading.Thread(target=lambda: results.append(
            call_function(Callback.ENCODER_START, Abi.DEFAULT, trampoline.function, (1, 2, 0)))) for _ in range(3)]
        for thread in threads:
            thread.start()
        inside.wait()
        trampoline.free()
        freed.set()
        for thread in threads:
            thread.join(60)
        self.assertEqual(results, [9, 9, 9])

    def test_a_type_without_result_reports_exceptions_to_python(self):
        reports, before = [], sys.unraisablehook
        sys.unraisablehook = lambda report: reports.append(repr(report.exc_value))
        self.addCleanup(setattr, sys, "unraisablehook", before)
        for callback in native.SILENT:
            trampoline = Trampoline(callback, lambda *arguments: 1 // 0)
            call_function(callback, Abi.DEFAULT, trampoline.function, self.arguments(callback))
            trampoline.free()
        self.assertEqual(reports, [repr(ZeroDivisionError("integer division or modulo by zero"))] * 3)

    def test_a_result_that_is_no_number_fails(self):
        trampoline = Trampoline(Callback.ENCODER_START, lambda *arguments: "fine")
        self.assertEqual(call_function(Callback.ENCODER_START, Abi.DEFAULT, trampoline.function, (1, 2, 0)), Result.E_FAIL)
        trampoline.free()

    def test_what_does_not_fit_is_refused(self):
        with self.assertFails(Result.E_INVALIDARG):
            Trampoline(16, print)
        with self.assertFails(Result.E_INVALIDARG):
            Trampoline(Callback.READ, print, 3)
        library, values = native.library(), (c_void_p * 4)()
        with self.assertFails(Result.E_INVALIDARG):
            native.call(library.WseCallFunction, Callback.ENCODER_START, 0, 1, values, 4, None)


class Lifetimes(Case):
    def resident(self):
        gc.collect()
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def assertFlat(self, cycle, rounds):
        for _ in range(rounds // 4):
            cycle()
        before = self.resident()
        for _ in range(rounds):
            cycle()
        self.assertLess(self.resident() - before, 1 << 17)

    def test_a_codec_goes_with_its_last_use_and_without_the_collector(self):
        self.register("xor", type("Local", (Xor,), {}))
        encoder = Encoder("xor")
        stream = encoder.stream(bytes)
        codec = next(iter(native._targets.values())).__self__
        self.assertEqual([type(instance).__name__ for instance in codec._instances.values()], ["EncoderInstance"])
        one, registered = weakref.ref(next(iter(codec._instances.values()))), weakref.ref(codec)
        del codec
        gc.disable()
        self.addCleanup(gc.enable)
        wsencoder.unregister("xor")
        encoder.free()
        self.assertIsNotNone(one())
        stream.close()
        self.assertIsNone(one())
        self.assertIsNone(registered())
        self.assertEqual(native._targets, {})

    def test_what_is_forgotten_is_freed(self):
        parts = []
        Encoder("gzip").stream(parts.append).write(ORDER)
        Decoder("gzip").stream(gzip.compress(ORDER), "", "gzip").read(5)
        Trampoline(Callback.READ, print)
        gc.collect()
        self.assertEqual(native._targets, {})

    def test_registering_over_and_over_takes_no_memory(self):
        def cycle():
            wsencoder.register_encoder("xor", Xor)
            wsencoder.register_decoder("xor", Xor, checked=True)
            encoded = self.round_trip("xor,gzip,xor", b"<order/>")
            with Decoder("xor,gzip,xor") as decoder, decoder.stream(encoded.data, "", encoded.content_encoding) as stream:
                self.assertEqual(stream.read(), b"<order/>")
            wsencoder.unregister("xor")

        self.assertFlat(cycle, 400)

    def test_failing_over_and_over_takes_no_memory(self):
        self.register("faulty", faulty("encode", ValueError("no")), decoder=False)

        def cycle():
            with Encoder("gzip,faulty") as encoder, self.assertRaises(ValueError), encoder.stream(bytes) as stream:
                stream.write(ORDER)

        self.assertFlat(cycle, 1000)

    def test_making_trampolines_over_and_over_takes_no_memory(self):
        def cycle():
            made = [Trampoline(Callback(i % 16), print, ABIS[i % len(ABIS)]) for i in range(100)]
            self.random.shuffle(made)
            for trampoline in made:
                trampoline.free()

        self.assertFlat(cycle, 100)
