# The suites of asynchrony once more, on a shorter run, under the two tools that watch threads: ThreadSanitizer with the library
# in ordinary mode, and valgrind's drd with the library that ships.

async_suites := test_async test_completions test_interleaving test_chain_free test_chain_start test_registry_threads \
	test_compressor_threads
# One that has no asynchrony but that of its sink.
drd_suites := $(async_suites) test_framing
async_objects = $(wildcard .build-thread/debug/*.build/*.o)

build/thread/library: $(swift_sources) $(headers) Package.swift | $(setup)
	swift build --quiet --target WSEncoder --scratch-path .build-thread -Xswiftc -O -Xswiftc -sanitize=thread
	@mkdir -p $(@D)
	touch $@

build/thread/%.a: Tests/C/%.c $(harness) $(harness_headers) $(headers) | $(setup)
	@rm -rf $@ $(@D)/$*.objects
	@mkdir -p $(@D)/$*.objects
	cd $(@D)/$*.objects && clang -std=c11 -D_GNU_SOURCE -g -O1 -fsanitize=thread $(warnings) -I$(CURDIR)/include/wsencoder \
		-I$(CURDIR)/Tests/C -c $(addprefix $(CURDIR)/,$< $(harness))
	ar rcs $@ $(@D)/$*.objects/*.o

build/thread/test_%: build/thread/test_%.a build/thread/library
	@swiftc -sanitize=thread $(async_objects) -Xlinker --whole-archive $< -Xlinker --no-whole-archive \
		-Xlinker --export-dynamic $(link_library) -lcmocka -o $@ 2>$@.log || { cat $@.log >&2; exit 1; }

# A transform in Swift, as a plug-in, which finds the library in the program that loads it.
thread_plugin := build/thread/SwiftEncoder/debug/libbase64url.so
thread_plugin_sources := Tests/Examples/SwiftEncoder

$(thread_plugin): $(shell find Sources/WSEncoderKit $(thread_plugin_sources) -name '*.swift') $(headers) | $(setup)
	swift build --quiet --package-path $(thread_plugin_sources) --scratch-path build/thread/SwiftEncoder -Xswiftc -O \
		-Xswiftc -sanitize=thread
	@touch $@

plugin_async_suites := test_async test_completions test_interleaving
run_thread := $(async_suites:%=run-thread/%)
run_thread_plugin := $(plugin_async_suites:%=run-thread-plugin/%)
run_drd := $(drd_suites:%=run-drd/%)
.PHONY: $(run_thread) $(run_thread_plugin) $(run_drd)

$(run_thread): run-thread/%: build/thread/% | deps
	$(timed) "ThreadSanitizer $<" env WSE_TEST_QUICK=1 WSE_TEST_ROUNDS=30 timeout 300 $<

$(run_thread_plugin): run-thread-plugin/%: build/thread/% $(thread_plugin) | deps
	$(timed) "ThreadSanitizer $<, a transform in Swift" env WSE_TEST_PLUGIN=$(thread_plugin) WSE_TEST_QUICK=1 \
		WSE_TEST_ROUNDS=30 timeout 300 $<

$(run_drd): run-drd/%: build/tests/% | deps
	$(timed) "drd $<" env WSE_TEST_QUICK=1 WSE_TEST_ROUNDS=6 timeout 600 valgrind -q --tool=drd --error-exitcode=99 \
		--fair-sched=yes --suppressions=Tests/C/drd.supp $<

test-async: deps $(run_thread) $(run_thread_plugin) $(run_drd)

.PRECIOUS: build/thread/%.a build/thread/test_%
