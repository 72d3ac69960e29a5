# `make test` and what it runs: the suites in Swift and in C, under valgrind, work per byte, without the engines; the long run.

packages += $(call for,test test-swift test-c test-oom test-valgrind test-async test-zlib-only test-corpus check-abi lint \
	coverage mutants run-% fuzz soak,libcmocka-dev libexpat1-dev libxml2-dev)
packages += $(call for,test test-valgrind test-async test-work bench-check bench-instructions run-%,valgrind python3)
packages += $(call for,test test-model coverage mutants lint,python3)

# What `make test` begins in this order: what builds for long comes first.
tests := test-swift test-zlib-only test-async test-c test-valgrind test-work test-corpus test-peers test-python test-wcf \
	test-wine test-wsenc test-check test-install test-dependency test-readme test-porting test-nginx

machine := $(shell uname -m)

.PHONY: test $(tests) test-zlib-only-there test-oom soak

# As many parts and suites at a time as there are processors; what each one says is printed whole when it has ended.
TEST_JOBS ?= $(shell nproc)
timed := @sh Tests/Support/timed.sh

test: deps
	@$(MAKE) --no-print-directory -j$(TEST_JOBS) --output-sync=target $(tests)
	@echo "all tests passed"

test-swift: deps
	$(timed) $@ swift test --quiet --scratch-path .build-tests

# ---- The suites in C ----

harness := $(wildcard Tests/C/FakeChannel/*.c Tests/C/Support/*.c Tests/C/Codec/*.c)
harness_headers := $(wildcard Tests/C/FakeChannel/*.h Tests/C/Support/*.h Tests/C/Codec/*.h Tests/C/Checked/*.h \
	Tests/C/Plugin/* Tests/Support/*.h)
suites := $(patsubst Tests/C/%.c,build/tests/%,$(wildcard Tests/C/test_*.c))

build/tests/%: Tests/C/%.c $(harness) $(harness_headers) $(headers) $(links)
	@mkdir -p $(@D)
	$(c) -ITests/C -o $@ $< $(harness) $(use_library) -lcmocka -lpthread -Wl,-rpath,'$$ORIGIN/..'

# The same suites as Windows hosts: every callback in Microsoft's x64 calling convention.
win64_suites := $(if $(filter x86_64,$(machine)),$(addprefix build/tests/win64/test_,round_trip phases async interleaving))

build/tests/win64/%: Tests/C/%.c $(harness) $(harness_headers) $(headers) $(links)
	@mkdir -p $(@D)
	$(c) -DWSE_TEST_WIN64 -ITests/C -o $@ $< $(harness) $(use_library) -lcmocka -lpthread -Wl,-rpath,'$$ORIGIN/../..'

build/tests/test_abi: build/tests/abi_assertions.h
build/tests/test_abi: c += -Ibuild/tests
build/tests/test_process build/tests/test_plugin: use_library += -ldl
build/tests/test_plugin: build/tests/plugin/xor_codec.so
build/tests/test_transform_registry: build/tests/plugin/xor_codec.so build/tests/plugin/transform_plugin.so
build/tests/test_binary_xml: use_library += -lexpat
build/tests/test_binary_xml: Tests/Fuzz/expat_events.h
build/tests/test_chain_misuse: Tests/C/Session/hold_codec.h
build/tests/test_dump_session: Tests/C/Session/recorded.h
session_suites := session_agreement session_random session_strings
$(session_suites:%=build/tests/test_%): harness += $(wildcard Tests/C/Session/*.c)
$(session_suites:%=build/tests/test_%): $(wildcard Tests/C/Session/*)
framing_suites := framing framing_session framing_mtom framing_async framing_edges framing_calls framing_memory
$(framing_suites:%=build/tests/test_%): harness += Tests/C/Frames/wire.c
$(framing_suites:%=build/tests/test_%): $(wildcard Tests/C/Frames/*)
# Random documents, judged by other people's parsers; the long run goes on with them.
with_judges := build/tests/test_differential build/tests/soak
$(with_judges): harness += $(wildcard Tests/C/Differential/*.c)
$(with_judges): use_library += $(shell pkg-config --cflags libxml-2.0 2>/dev/null) -lxml2 -lexpat
$(with_judges): $(wildcard Tests/C/Differential/*) Tests/Fuzz/expat_events.h
# Suites with an allocator of their own, which valgrind would replace.
own_allocator := $(addprefix build/tests/test_,memory memory_shapes strings_memory flush_memory bombs binary_xml_limits \
	framing_memory session_tables dump_session instance_memory $(session_suites))
$(own_allocator): harness += $(wildcard Tests/C/FailingAllocator/*.c)
$(own_allocator): $(wildcard Tests/C/FailingAllocator/*)

# A library of a user's, with a codec to register.
build/tests/plugin/%.so: Tests/C/Plugin/%.c Tests/C/Plugin/%.h $(headers)
	@mkdir -p $(@D)
	$(c) -shared -fPIC -ITests/C -o $@ $<

build/tests/plugin/transform_plugin.so: Tests/C/Plugin/transform_plugin.c $(wildcard Tests/C/Codec/transforms.*) \
		$(headers) $(links)
	@mkdir -p $(@D)
	$(c) -shared -fPIC -ITests/C -o $@ $< $(use_library) -Wl,-rpath,'$$ORIGIN/../..'

build/tests/abi_assertions.h: Tests/C/abi.tsv Tests/C/make-abi-assertions.awk
	@mkdir -p $(@D)
	awk -f Tests/C/make-abi-assertions.awk $< > $@

# Every suite is a target of its own, in each of the ways to run it, so that make -j runs several at a time.
run_c := $(suites:build/tests/%=run-c/%)
run_win64 := $(win64_suites:build/tests/%=run-c/%)
.PHONY: $(run_c) $(run_win64)

$(run_c): run-c/%: build/tests/% | deps
	$(timed) $< timeout 300 $(emulator) $<

$(run_win64): run-c/%: build/tests/% | deps
	$(timed) $< env WSE_TEST_QUICK=1 timeout 300 $<

test-c: deps $(run_c) $(run_win64)

test-oom: deps build/tests/test_memory
	build/tests/test_memory

# ---- Under valgrind ----

# A shorter run of the same programs: memory errors and leaks show on the first message. What the loader keeps of a library
# that stays (the suites named here load some) is no leak.
load_libraries := build/tests/test_process build/tests/test_transform_registry
leak_kinds = $(if $(filter $(load_libraries),$1),definite$(comma)possible,all)
valgrind = env WSE_TEST_QUICK=1 timeout 900 valgrind -q --leak-check=full --show-leak-kinds=$(leak_kinds) \
	--errors-for-leak-kinds=$(leak_kinds) --error-exitcode=99 --fair-sched=yes $1
# Under valgrind no allocation fails, which one of the suites with an allocator takes for the end of its search.
valgrind_suites := $(filter-out $(own_allocator),$(suites)) build/tests/test_session_tables
run_valgrind := $(patsubst build/tests/%,run-valgrind/%,$(valgrind_suites) $(win64_suites))
.PHONY: $(run_valgrind)

$(run_valgrind): run-valgrind/%: build/tests/% | deps
	$(timed) "valgrind $<" $(call valgrind,$<)

test-valgrind: deps $(run_valgrind)

# ---- Vector code ----

.PHONY: test-vectors
tests += test-vectors
vectors := $(wildcard Sources/CVector/*.h)

test-vectors: deps build/vectors/native
	$(timed) $@ $(emulator) build/vectors/native

build/vectors/native: Tests/Vectors/compare.c $(vectors) | $(setup)
	@mkdir -p $(@D)
	$(c) -o $@ $<

# ---- The model of asynchrony ----

# What runs here does not show the weak order of arm64's memory, so that a model of Handoff is explored under C11's rules.
.PHONY: test-model
tests += test-model

test-model: deps
	$(timed) $@ timeout 60 python3 -B Tests/Model/handoff.py

# ---- Work ----

# What codecs do per byte, in instructions under callgrind: it may depend on the length of a message, and on nothing else in it.
build/work: $(wildcard Tests/Work/*.c Tests/Work/*.h Tests/Support/*.h) $(headers) $(links) | $(setup)
	$(c) -o $@ $(wildcard Tests/Work/*.c) $(use_library) -Wl,-rpath,'$$ORIGIN'

test-work: deps build/work
	$(timed) $@ timeout 900 python3 -B Tests/Work/judge.py build/work $(library) $(WORK_FLAGS)

# ---- Without the engines ----

# A machine may lack ISA-L and libdeflate: then zlib does what they do, and all else is the same.
zlib_only := build/zlib-only
zlib_only_suites := test_round_trip test_malformed test_limits test_memory test_bombs

test-zlib-only: deps
	@mkdir -p $(zlib_only)
	@rm -rf $(addprefix $(zlib_only)/,Sources include Tests)
	@cp -R -p Package.swift Makefile README.md Sources include Tests $(zlib_only)/
	@# Not by its variable, which make -n would follow into a folder that is not there.
	$(timed) $@ make -C $(zlib_only) -s WSE_WITHOUT_ISAL=1 WSE_WITHOUT_LIBDEFLATE=1 test-zlib-only-there

test-zlib-only-there: deps $(addprefix build/tests/,$(zlib_only_suites)) $(archive)
	@for suite in $(zlib_only_suites); do echo "== $$suite"; WSE_TEST_QUICK=1 timeout 300 build/tests/$$suite || exit 1; done
	@# All libraries that are left have archives, so that a program can be static as a whole.
	sh Tests/Install/test-static.sh $(library_needs)
	WSE_TESTS_OF=ContentCodings swift test --quiet --scratch-path .build-tests

# ---- The long run ----

SOAK_SECONDS ?= 300

soak: deps build/tests/soak build/tests/test_session_random
	build/tests/soak $(SOAK_SECONDS)
	WSE_SESSION_ROUNDS=200000 build/tests/test_session_random
