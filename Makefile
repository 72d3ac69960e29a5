# libwsencoder. `make demo` and `make test` set up what they need and run; `make help` lists the rest.

version := $(shell sed -n 's/^\#define WSE_VERSION_\(MAJOR\|MINOR\|PATCH\) //p' include/wsencoder/wsencoder.h | paste -sd.)
soversion := 0

prefix ?= /usr/local
exec_prefix ?= $(prefix)
bindir ?= $(exec_prefix)/bin
libdir ?= $(exec_prefix)/lib
includedir ?= $(prefix)/include
datarootdir ?= $(prefix)/share
mandir ?= $(datarootdir)/man
pkgconfigdir ?= $(libdir)/pkgconfig
DESTDIR ?=
INSTALL ?= install

CC := $(if $(filter default,$(origin CC)),gcc,$(CC))
CFLAGS ?= -O2 -g
warnings := -Wall -Wextra -Werror
c := $(CC) -std=c11 -D_GNU_SOURCE $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) $(warnings) -Iinclude/wsencoder

library := build/libwsencoder.so.$(version)
links := build/libwsencoder.so.$(soversion) build/libwsencoder.so
headers := $(wildcard include/wsencoder/*.h)
# What sources written for Windows include; nothing else does.
porting := $(wildcard include/wsencoder/porting/*.h)
use_library := -Lbuild -lwsencoder

# Debian's packages: to build, to run the programs that tests compare with, and to test.
build_packages := gcc g++ libc6-dev pkg-config binutils zlib1g-dev libbrotli-dev libzstd-dev libffi-dev
# Engines that a machine may lack: WSE_WITHOUT_ISAL=1 and WSE_WITHOUT_LIBDEFLATE=1 build without them, until told otherwise.
options := build/options
WSE_WITHOUT_ISAL ?= $(if $(filter without-isal,$(shell cat $(options) 2>/dev/null)),1)
WSE_WITHOUT_LIBDEFLATE ?= $(if $(filter without-libdeflate,$(shell cat $(options) 2>/dev/null)),1)
export WSE_WITHOUT_ISAL WSE_WITHOUT_LIBDEFLATE
isal := $(if $(filter 1,$(WSE_WITHOUT_ISAL)),,isal)
libdeflate := $(if $(filter 1,$(WSE_WITHOUT_LIBDEFLATE)),,deflate)
engines := $(addprefix -l,$(isal) $(libdeflate))
said := engines: $(if $(isal),,without-isal) $(if $(libdeflate),,without-libdeflate)
$(shell mkdir -p build; echo '$(said)' | cmp -s - $(options) || echo '$(said)' > $(options))
build_packages += $(if $(isal),libisal-dev) $(if $(libdeflate),libdeflate-dev)
test_packages := libcmocka-dev libexpat1-dev libxml2-dev valgrind python3 gzip zstd brotli
# Microsoft's serializer of binary XML and a WCF service to call, as Mono carries them.
test_packages += mono-mcs mono-runtime libmono-system-servicemodel4.0a-cil libcurl4-openssl-dev
# Windows programs, of x86-64, are tested on x86-64 alone.
machine := $(shell uname -m)
wine_packages := wine64 wine64-tools libwine-dev gcc-mingw-w64-x86-64-win32
test_packages += $(if $(filter x86_64,$(machine)),$(wine_packages))
# What the benchmarks compare with, beyond what the tests do, and draw with; lint compiles them.
bench_packages := libdeflate-dev libisal-dev libxml2-dev gnuplot-nox
need_bench_packages := $(filter-out bench-check bench-instructions,$(filter bench% lint,$(MAKECMDGOALS)))
packages := $(sort $(build_packages) $(test_packages) $(if $(need_bench_packages),$(bench_packages)))

# What `make test` begins in this order: what builds for long comes first.
tests := test-swift test-zlib-only test-async test-c test-valgrind test-work test-corpus test-peers test-python test-wcf test-wine \
	test-wsenc test-check test-install test-readme test-porting

.PHONY: all help deps demo demo-wcf test $(tests) test-zlib-only-there test-oom check-abi coverage lint bench bench-wcf bench-mono \
	bench-plot bench-readme bench-instructions bench-check fuzz soak mutants install uninstall clean
.DELETE_ON_ERROR:

all: $(library) $(links) build/wsenc

help:
	@echo "all           the library and wsenc, in build/ (default); WSE_WITHOUT_ISAL=1, WSE_WITHOUT_LIBDEFLATE=1: see README.md"
	@echo "demo          encode and decode a SOAP message with every codec"
	@echo "demo-wcf      call a WCF service, on Mono: prints the message and the reply"
	@echo "test          every test, TEST_JOBS=$(TEST_JOBS) at a time; the parts: test-swift test-c (test-oom) test-corpus test-async test-valgrind"
	@echo "              test-work (instructions per byte, on messages of many shapes; WORK_FLAGS='--only WORD --verbose')"
	@echo "              test-peers test-python test-wcf test-wine test-wsenc test-check test-install test-readme test-porting"
	@echo "              test-zlib-only (the library without ISA-L and libdeflate)"
	@echo "check-abi     what the built library exports, needs, allocates and does to its process"
	@echo "coverage      which regions of the source no test runs, by room (COVERAGE_ROOMS='Bytes Catalog': lists those alone)"
	@echo "mutants       whether the fast tests notice when the library is broken on purpose, in MUTANTS=400 places (an hour)"
	@echo "lint          headers, imports, forbidden constructs, sizes of files"
	@echo "bench         speed, side by side with the same work in C (BENCH_FLAGS='--quick --json FILE')"
	@echo "bench-plot    curves of cost over size and number of instances, in build/plots (BENCH_PLOT_FLAGS=--huge: to 1 GiB)"
	@echo "bench-instructions  instructions of calls and messages, under callgrind"
	@echo "bench-check   the same beside a committed table: fails if more than 3 % are added (BENCH_CHECK_FLAGS=--update)"
	@echo "bench-readme  the tables of README.md, measured anew, or from BENCH_JSON=FILE..."
	@echo "bench-wcf     speed of binary XML, side by side with Microsoft's serializer on Mono"
	@echo "bench-mono    speed of Microsoft's serializer on Mono, with a message of BENCH_MONO_BYTES=1048576"
	@echo "fuzz          search for inputs that break it, FUZZ_SECONDS=60 for each target"
	@echo "soak          run random messages and documents for SOAK_SECONDS=300, from WSE_TEST_SEED, memory flat"
	@echo "install       to prefix=$(prefix), with DESTDIR; uninstall removes it again"
	@echo "deps          Debian's packages that build and tests need"
	@echo "clean         remove what was built"

# ---- Setting up ----

missing = $(shell dpkg-query -W -f '$${db:Status-Status} $${Package}\n' $(packages) 2>/dev/null \
	| awk '$$1 == "installed" { have[$$2] = 1 } END { n = split("$(packages)", p); \
	for (i = 1; i <= n; i++) if (!(p[i] in have)) print p[i] }')

# Only goals that need more than a built tree set it up; `make` and `make install` never do.
setup := $(if $(filter demo% test% check-abi coverage lint bench% fuzz soak mutants,$(MAKECMDGOALS)),deps)

deps:
	@command -v swift >/dev/null || { echo "Swift 6.3 is needed: https://www.swift.org/install/linux/" >&2; exit 1; }
	@missing="$(missing)"; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then \
		echo "installing $$missing"; \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get update -q >/dev/null && apt-get install -y -q --no-install-recommends $$missing >/dev/null; \
	else \
		echo "some packages are missing; install them with" >&2; \
		echo "  sudo apt-get install --no-install-recommends $$missing" >&2; exit 1; \
	fi

# ---- The library ----

swift_sources := $(shell find Sources include -name '*.swift' -o -name 'shim.h' -o -name '*.modulemap' -o -name '*.map')

$(library): $(swift_sources) $(headers) Package.swift $(options) | $(setup)
	@command -v swift >/dev/null || { echo "Swift 6.3 is needed: https://www.swift.org/install/linux/" >&2; exit 1; }
	@# The linker's inputs beside the objects are not among what swift build compares.
	rm -f .build-embedded/release/libwsencoder.so
	@# Nor are the headers that Swift sees of C.
	@[ -z "$$(find Sources/*/shim.h include/wsencoder/*.h -newer $@ 2>/dev/null)" ] || rm -rf .build-embedded/release/*.build .build-embedded/release/description.json
	WSE_EMBEDDED=1 swift build -c release --scratch-path .build-embedded --product wsencoder \
		|| { echo "if a header or library is missing: make deps" >&2; exit 1; }
	@mkdir -p build
	@# A new file, since programs may have the old one mapped.
	cp --remove-destination .build-embedded/release/libwsencoder.so $@

$(links): $(library)
	ln -sf $(notdir $<) $@

wsenc := $(wildcard Sources/wsenc/*.c Sources/wsenc/check/*.c)

build/wsenc: $(wsenc) $(wildcard Sources/wsenc/*.h Sources/wsenc/check/*.h) $(headers) $(links)
	$(c) -o $@ $(wsenc) $(use_library) -ldl -lpthread -Wl,-rpath,'$$ORIGIN'

# ---- The demonstrations ----

demo: deps build/demo
	build/demo Tests/Messages/purchase-order.xml

demo-wcf: deps build/wcf/echo_service.exe build/wcf/call_service
	@cat Tests/Messages/say-hello.xml
	@sh $(wcf)/with_service.sh build/wcf/echo_service.exe build/wcf/call_service < Tests/Messages/say-hello.xml
	@echo

build/demo: Tests/C/demo.c $(headers) $(links)
	$(c) -o $@ $< $(use_library) -Wl,-rpath,'$$ORIGIN'

# ---- Tests ----

# As many parts and suites at a time as there are processors; what each one says is printed whole when it has ended.
TEST_JOBS ?= $(shell nproc)
timed := @sh Tests/Support/timed.sh

test: deps
	@$(MAKE) --no-print-directory -j$(TEST_JOBS) --output-sync=target $(tests)
	@echo "all tests passed"

test-swift: deps
	$(timed) $@ swift test --quiet --scratch-path .build-tests

harness := $(wildcard Tests/C/FakeChannel/*.c Tests/C/Support/*.c Tests/C/Codec/*.c)
harness_headers := $(wildcard Tests/C/FakeChannel/*.h Tests/C/Support/*.h Tests/C/Checked/*.h Tests/C/Plugin/*)
suites := $(patsubst Tests/C/%.c,build/tests/%,$(wildcard Tests/C/test_*.c))

build/tests/%: Tests/C/%.c $(harness) $(harness_headers) $(headers) $(links)
	@mkdir -p $(@D)
	$(c) -ITests/C -o $@ $< $(harness) $(use_library) -lcmocka -lpthread -Wl,-rpath,'$$ORIGIN/..'

# The same suites as Windows hosts: every callback in Microsoft's x64 calling convention.
win64_suites := $(if $(filter x86_64,$(shell uname -m)),$(addprefix build/tests/win64/test_,round_trip phases async interleaving))

build/tests/win64/%: Tests/C/%.c $(harness) $(harness_headers) $(headers) $(links)
	@mkdir -p $(@D)
	$(c) -DWSE_TEST_WIN64 -ITests/C -o $@ $< $(harness) $(use_library) -lcmocka -lpthread -Wl,-rpath,'$$ORIGIN/../..'

build/tests/test_abi: build/tests/abi_assertions.h
build/tests/test_abi: c += -Ibuild/tests
build/tests/test_process build/tests/test_plugin: use_library += -ldl
build/tests/test_plugin: build/tests/plugin/xor_codec.so
build/tests/test_binary_xml: use_library += -lexpat
build/tests/test_binary_xml: Tests/Fuzz/expat_events.h
session_suites := session_agreement session_random
$(session_suites:%=build/tests/test_%): harness += $(wildcard Tests/C/Session/*.c)
$(session_suites:%=build/tests/test_%): $(wildcard Tests/C/Session/*)
# Random documents, judged by other people's parsers; the long run goes on with them.
with_judges := build/tests/test_differential build/tests/soak
$(with_judges): harness += $(wildcard Tests/C/Differential/*.c)
$(with_judges): use_library += $(shell pkg-config --cflags libxml-2.0 2>/dev/null) -lxml2 -lexpat
$(with_judges): $(wildcard Tests/C/Differential/*) Tests/Fuzz/expat_events.h
# Suites with an allocator of their own, which valgrind would replace.
own_allocator := $(addprefix build/tests/test_,memory bombs binary_xml_limits $(session_suites))
$(own_allocator): harness += $(wildcard Tests/C/FailingAllocator/*.c)
$(own_allocator): $(wildcard Tests/C/FailingAllocator/*)

# A library of a user's, with a codec to register.
build/tests/plugin/%.so: Tests/C/Plugin/%.c Tests/C/Plugin/%.h $(headers)
	@mkdir -p $(@D)
	$(c) -shared -fPIC -ITests/C -o $@ $<

build/tests/abi_assertions.h: Tests/C/abi.tsv Tests/C/make-abi-assertions.awk
	@mkdir -p $(@D)
	awk -f Tests/C/make-abi-assertions.awk $< > $@

# Every suite is a target of its own, in each of the ways to run it, so that make -j runs several at a time.
run_c := $(suites:build/tests/%=run-c/%)
run_win64 := $(win64_suites:build/tests/%=run-c/%)
.PHONY: $(run_c) $(run_win64)

$(run_c): run-c/%: build/tests/% | deps
	$(timed) $< timeout 300 $<

$(run_win64): run-c/%: build/tests/% | deps
	$(timed) $< env WSE_TEST_QUICK=1 timeout 300 $<

test-c: deps $(run_c) $(run_win64)

test-oom: deps build/tests/test_memory
	build/tests/test_memory

# Asynchrony once more, on a shorter run, under the two tools that watch threads: ThreadSanitizer with the library in ordinary
# mode, and valgrind's drd with the library that ships.
async_suites := test_async test_completions test_interleaving test_chain_free test_chain_start test_registry_threads
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
	@swiftc -sanitize=thread $(async_objects) -Xlinker --whole-archive $< -Xlinker --no-whole-archive -lz $(engines) \
		-lbrotlienc -lbrotlidec -lzstd -lffi -lcmocka -o $@ 2>$@.log || { cat $@.log >&2; exit 1; }

run_thread := $(async_suites:%=run-thread/%)
run_drd := $(async_suites:%=run-drd/%)
.PHONY: $(run_thread) $(run_drd)

$(run_thread): run-thread/%: build/thread/% | deps
	$(timed) "ThreadSanitizer $<" env WSE_TEST_QUICK=1 WSE_TEST_ROUNDS=30 timeout 300 $<

$(run_drd): run-drd/%: build/tests/% | deps
	$(timed) "drd $<" env WSE_TEST_QUICK=1 WSE_TEST_ROUNDS=6 timeout 600 valgrind -q --tool=drd --error-exitcode=99 \
		--fair-sched=yes $<

test-async: deps $(run_thread) $(run_drd)

# A shorter run of the same programs: memory errors and leaks show on the first message. What the loader keeps of a library
# that stays (test_process) is no leak.
leak_kinds = $(if $(filter %/test_process,$1),definite$(comma)possible,all)
comma := ,
valgrind = env WSE_TEST_QUICK=1 timeout 900 valgrind -q --leak-check=full --show-leak-kinds=$(leak_kinds) \
	--errors-for-leak-kinds=$(leak_kinds) --error-exitcode=99 --fair-sched=yes $1
run_valgrind := $(patsubst build/tests/%,run-valgrind/%,$(filter-out $(own_allocator),$(suites)) $(win64_suites))
.PHONY: $(run_valgrind)

$(run_valgrind): run-valgrind/%: build/tests/% | deps
	$(timed) "valgrind $<" $(call valgrind,$<)

test-valgrind: deps $(run_valgrind)

# What codecs do per byte, in instructions under callgrind: it may depend on the length of a message, and on nothing else in it.
build/work: $(wildcard Tests/Work/*.c Tests/Work/*.h) $(headers) $(links) | $(setup)
	$(c) -o $@ $(wildcard Tests/Work/*.c) $(use_library) -Wl,-rpath,'$$ORIGIN'

test-work: deps build/work
	$(timed) $@ timeout 900 python3 -B Tests/Work/judge.py build/work $(library) $(WORK_FLAGS)

test-peers: deps build/wsenc
	$(timed) $@ python3 Tests/Interop/test_peers.py build/wsenc

# ---- Windows Communication Foundation, on Mono ----

wcf := Tests/Interop/wcf
mcs = @mkdir -p $(@D) && mcs -nologo -optimize+ -warnaserror -out:$@ $^ $(addprefix -r:,System.dll System.Core.dll System.Xml.dll \
	System.Runtime.Serialization.dll)

build/wcf/peer.exe: $(wildcard $(wcf)/Peer/*.cs) | $(setup)
	$(mcs)

build/wcf/echo_service.exe: $(wcf)/EchoService.cs | $(setup)
	$(mcs) -r:System.ServiceModel.dll

build/wcf/%: $(wcf)/%.c $(headers) $(links) | $(setup)
	@mkdir -p $(@D)
	$(c) -o $@ $< $(use_library) -lcurl -Wl,-rpath,'$$ORIGIN/..'

test-wcf: deps build/wcf/peer.exe build/wcf/echo_service.exe build/wcf/call_service build/wcf/call_net_tcp
	$(timed) "$@, messages" timeout 300 python3 $(wcf)/test_wcf.py build/libwsencoder.so build/wcf/peer.exe
	$(timed) "$@, typed reads" timeout 900 python3 $(wcf)/test_typed_reads.py build/libwsencoder.so build/wcf/peer.exe
	$(timed) "$@, services" timeout 120 python3 $(wcf)/test_service.py build/wcf/echo_service.exe build/wcf/call_service \
		build/wcf/call_net_tcp

test-python: deps all
	$(timed) $@ env WSENCODER_LIBRARY=build/libwsencoder.so timeout 300 python3 -B -W error -m unittest discover \
		-s Tests/Interop/python

# A Windows program under Wine, which uses the library through its Win64 border: host.exe, compiled with Wine's webservices.h
# and Debian's Windows compiler, loads bridge.dll.so, Linux code that Wine can load.
wine_sources := Tests/Interop/wine
wine_headers := $(wildcard $(wine_sources)/*.h)
windows_objects := $(patsubst %,build/wine/windows/%.o,host channel windows_codec test_codecs test_registered registers_win64)
linux_objects := $(patsubst %,build/wine/linux/%.o,bridge linux_pump linux_exchange linux_codec registers_sysv)
windows_cc = $(or $(shell command -v x86_64-w64-mingw32-gcc-win32),x86_64-w64-mingw32-gcc)
winegcc = $(or $(shell command -v winegcc-stable),winegcc)
wine_header = $(firstword $(wildcard $(addsuffix /webservices.h,/usr/include/wine/wine/windows /usr/include/wine/windows)))
wine_library = $(firstword $(wildcard /usr/lib/*/wine/x86_64-windows/libwebservices.a /usr/lib*/wine/x86_64-windows/libwebservices.a))

ifeq ($(machine),x86_64)
test-wine: deps build/wine/host.exe build/wine/bridge.dll.so
	$(timed) $@ sh $(wine_sources)/run.sh build/wine
else
test-wine:
	@echo "skipped - test-wine: Windows programs are of x86-64, and this machine is $(machine)"
endif

build/wine/windows/webservices.h: | $(setup)
	@mkdir -p $(@D)
	cp "$(wine_header)" $@

build/wine/windows/%.o: $(wine_sources)/%.c build/wine/windows/webservices.h $(wine_headers) | $(setup)
	$(windows_cc) -std=gnu11 -O2 -g $(warnings) -Ibuild/wine/windows -c $< -o $@

build/wine/windows/%.o: $(wine_sources)/%.S | build/wine/windows/webservices.h $(setup)
	$(windows_cc) -c $< -o $@

build/wine/host.exe: $(windows_objects)
	$(windows_cc) -o $@ $^ "$(wine_library)"

build/wine/linux/%.o: $(wine_sources)/%.c $(wine_headers) $(headers) | $(setup)
	@mkdir -p $(@D)
	$(c) -fPIC -fvisibility=hidden -c $< -o $@

build/wine/linux/%.o: $(wine_sources)/%.S | $(setup)
	@mkdir -p $(@D)
	$(CC) -c $< -o $@

build/wine/bridge.dll.so: $(wine_sources)/bridge.spec $(linux_objects) $(links)
	$(winegcc) -m64 -shared -o $@ $(wine_sources)/bridge.spec $(linux_objects) $(use_library) -lpthread -Wl,-rpath,'$$ORIGIN/..'

test-wsenc: deps build/wsenc
	$(timed) $@ sh Tests/Install/test-wsenc.sh build/wsenc
	$(timed) "$@, XML" sh Tests/Install/test-wsenc-xml.sh build/wsenc
	$(timed) "$@, failures" env CC="$(CC)" sh Tests/Install/test-wsenc-failures.sh build/wsenc

test-check: deps build/wsenc
	$(timed) $@ env CC="$(CC)" sh Tests/Install/test-check.sh build/wsenc

test-install: deps all
	$(timed) $@ sh Tests/Install/test-install.sh

test-readme: deps all build/wcf/echo_service.exe
	$(timed) $@ sh Tests/Install/test-readme.sh

# A source written for Windows, with include/wsencoder/porting on the include path.
test-porting: deps all
	$(timed) $@ sh Tests/Install/test-porting.sh

check-abi: deps all build/tests/test_process
	sh Tests/Install/check-abi.sh $(library)
	build/tests/test_process

lint: deps
	sh Tests/Install/lint.sh

bench: deps build/bench
	build/bench $(BENCH_FLAGS)

bench_alone := build/bench-load build/bench-peak.so
bench_libraries := -lz -ldeflate -lisal -lbrotlienc -lbrotlidec -lzstd -lffi -lexpat -lxml2 -ldl -lm

# Rooms of the library that it does not export, with the modules and objects that it is made of.
bench_rooms := $(addprefix .build-embedded/release/,XMLText.build/*.o Bytes.build/*.o)

build/bench-rooms.o: Tests/Benchmarks/Rooms/Rooms.swift $(library) | $(setup)
	swiftc -enable-experimental-feature Embedded -enable-experimental-feature Lifetimes -strict-memory-safety -wmo -O \
		-parse-as-library -module-name BenchRooms -I .build-embedded/release/Modules -I Sources/CLibc -I Sources/CVector \
		-warnings-as-errors -c $< -o $@

build/bench: $(wildcard Tests/Benchmarks/*.c Tests/Benchmarks/*.h) build/bench-rooms.o $(headers) $(links) | $(bench_alone) $(setup)
	$(c) $$(pkg-config --cflags libxml-2.0) -o $@ $(wildcard Tests/Benchmarks/*.c) build/bench-rooms.o $(bench_rooms) \
		$(use_library) $(bench_libraries) -Wl,-rpath,'$$ORIGIN'

build/bench-load: Tests/Benchmarks/Alone/load.c
	@mkdir -p $(@D)
	$(c) -o $@ $< -ldl

build/bench-peak.so: Tests/Benchmarks/Alone/peak.c
	@mkdir -p $(@D)
	$(c) -shared -fPIC -fno-builtin -o $@ $<

# Scaling curves, as SVG; BENCH_PLOT_FLAGS=--huge goes on to 1 GiB.
bench-plot: deps build/bench
	@rm -rf build/plots && mkdir -p build/plots
	build/bench --curves build/plots $(BENCH_PLOT_FLAGS)
	gnuplot -e "directory='build/plots'" Tests/Benchmarks/curves.gp
	@ls build/plots/*.svg

# The tables of README.md's section on speed: from BENCH_JSON if that names results, else from a run of what they show.
readme_tables = python3 -B Tests/Benchmarks/readme.py

bench-readme: deps $(if $(BENCH_JSON),,build/bench build/wcf/mono_serializer.exe)
ifeq ($(BENCH_JSON),)
	build/bench --json build/bench-readme.json $(BENCH_FLAGS) $$($(readme_tables) --rows)
	build/bench --serializer build/wcf/mono_serializer.exe --json build/bench-readme-wcf.json $(BENCH_FLAGS) \
		$$($(readme_tables) --serializer-rows)
endif
	$(readme_tables) README.md $(or $(BENCH_JSON),build/bench-readme.json build/bench-readme-wcf.json)

# ---- Instructions, which repeat where times do not ----

instructions_sources := $(wildcard Tests/Benchmarks/Instructions/*.c) \
	$(addprefix Tests/Benchmarks/,calls.c identity.c identity_decoder.c message.c ours.c stream.c)

build/bench-instructions: $(instructions_sources) $(wildcard Tests/Benchmarks/*.h Tests/Benchmarks/*/*.h) $(headers) $(links) | $(setup)
	$(c) -ITests/Benchmarks -o $@ $(instructions_sources) $(use_library) -lffi -Wl,-rpath,'$$ORIGIN'

count_instructions = timeout 600 python3 -B Tests/Benchmarks/Instructions/count.py build/bench-instructions $(library)

bench-instructions: deps build/bench-instructions
	$(count_instructions)

bench-check: deps build/bench-instructions
	$(count_instructions) Tests/Benchmarks/instructions.tsv $(BENCH_CHECK_FLAGS)

# ---- Beside Microsoft's serializer ----

bench-wcf: deps build/bench build/wcf/mono_serializer.exe
	build/bench --serializer build/wcf/mono_serializer.exe $(BENCH_FLAGS)

BENCH_MONO_BYTES ?= 1048576

bench-mono: deps build/wcf/mono_serializer.exe build/purchase-order
	build/purchase-order $(BENCH_MONO_BYTES) > build/wcf/order.xml
	mono build/wcf/mono_serializer.exe build/wcf/order.xml

build/wcf/mono_serializer.exe: Tests/Benchmarks/mono_serializer.cs | $(setup)
	$(mcs)

# The message of the benchmarks, of any size.
build/purchase-order: Tests/Messages/purchase_order.c Tests/Benchmarks/message.c Tests/Benchmarks/message.h
	@mkdir -p $(@D)
	$(c) -ITests/Benchmarks -o $@ $(filter %.c,$^)

# ---- Without the engines ----

# A machine may lack ISA-L and libdeflate: then zlib does what they do, and all else is the same.
zlib_only := build/zlib-only
zlib_only_suites := test_round_trip test_malformed test_limits test_memory test_bombs

test-zlib-only: deps
	@mkdir -p $(zlib_only)
	@rm -rf $(addprefix $(zlib_only)/,Sources include Tests)
	@cp -R -p Package.swift Makefile Sources include Tests $(zlib_only)/
	@# Not by its variable, which make -n would follow into a folder that is not there.
	$(timed) $@ make -C $(zlib_only) -s WSE_WITHOUT_ISAL=1 WSE_WITHOUT_LIBDEFLATE=1 test-zlib-only-there

test-zlib-only-there: deps $(addprefix build/tests/,$(zlib_only_suites))
	@for suite in $(zlib_only_suites); do echo "== $$suite"; WSE_TEST_QUICK=1 timeout 300 build/tests/$$suite || exit 1; done
	WSE_TESTS_OF=ContentCodings swift test --quiet --scratch-path .build-tests

# ---- Fuzzing ----

# The library in ordinary mode with AddressSanitizer and coverage, statically in each target; the C side with
# UndefinedBehaviorSanitizer, too, which the Swift compiler does not offer. A codec is a line in two of these lists.
FUZZ_SECONDS ?= 60
FUZZ_JOBS ?= $(shell nproc)
fuzz_codecs := identity gzip deflate br zstd msbin1 msbinsession1
# "chain" and "registered" stand for what fuzz.h says.
fuzz_rows := $(fuzz_codecs) chain registered
fuzz_targets := $(fuzz_rows:%=decoder-%) $(fuzz_rows:%=encoder-%) phases types xml inflate
fuzz_objects = $(wildcard .build-fuzz/debug/*.build/*.o)
fuzz_sanitizers := -fsanitize=address,undefined -fno-sanitize-recover=undefined
fuzz_c := clang -std=c11 -g -O1 $(warnings) -Iinclude/wsencoder $(fuzz_sanitizers)
fuzz_link = swiftc -sanitize=address $(fuzz_objects) -lz $(engines) -lbrotlienc -lbrotlidec -lzstd -lffi -lexpat

build/fuzz/library: $(swift_sources) $(headers) Package.swift | $(setup)
	swift build --quiet --target WSEncoder --scratch-path .build-fuzz -Xswiftc -O -Xswiftc -sanitize=address -Xswiftc -sanitize=fuzzer
	@mkdir -p $(@D)
	touch $@

fuzz_codec = -DFUZZ_CODEC='"$(word 2,$(subst -, ,$*))"'
fuzz_source = Tests/Fuzz/fuzz_$(firstword $(subst -, ,$*)).c

build/fuzz/%.o: $(wildcard Tests/Fuzz/*.h) $(wildcard Tests/Fuzz/*.c) $(headers) | $(setup)
	@mkdir -p $(@D)
	$(fuzz_c) -fsanitize=fuzzer-no-link $(fuzz_codec) -c $(fuzz_source) -o $@

build/fuzz/fuzz-%: build/fuzz/%.o build/fuzz/library
	@$(fuzz_link) -sanitize=fuzzer $< -o $@ 2>$@.log || { cat $@.log >&2; exit 1; }

# Searches with each target for FUZZ_SECONDS, from the committed corpus on; what it finds is left in build/fuzz/findings.
fuzz: deps $(fuzz_targets:%=build/fuzz/fuzz-%)
	sh Tests/Fuzz/run.sh "$(FUZZ_SECONDS)" "$(FUZZ_JOBS)" $(fuzz_targets)

# Runs the committed corpus and past findings through each target, with the shipped library and without libFuzzer.
build/fuzz/replay-%: Tests/Fuzz/replay.c $(wildcard Tests/Fuzz/*.h) $(wildcard Tests/Fuzz/fuzz_*.c) $(links)
	@mkdir -p $(@D)
	$(c) $(fuzz_codec) $(fuzz_source) $< -o $@ $(use_library) -lexpat -lz -Wl,-rpath,'$$ORIGIN/..'

run_corpus := $(fuzz_targets:%=run-corpus/%)
.PHONY: $(run_corpus)

$(run_corpus): run-corpus/%: build/fuzz/replay-% | deps
	@set -- $$(find Tests/Fuzz/Corpus/$(firstword $(subst -, ,$*)) Tests/Fuzz/Corpus/$* -type f 2>/dev/null | sort -u); \
		timeout 120 $< "$$@" || exit 1; echo "ok - $* replays $$# files"

test-corpus: deps $(run_corpus)

.PRECIOUS: build/fuzz/%.o build/fuzz/fuzz-% build/thread/%.a build/thread/test_%

include Tests/coverage.mk
include Tests/mutants.mk

# ---- The long run ----

SOAK_SECONDS ?= 300

soak: deps build/tests/soak build/tests/test_session_random
	build/tests/soak $(SOAK_SECONDS)
	WSE_SESSION_ROUNDS=200000 build/tests/test_session_random

# ---- Installing ----

install: all
	$(INSTALL) -d "$(DESTDIR)$(libdir)" "$(DESTDIR)$(includedir)/wsencoder/porting" "$(DESTDIR)$(pkgconfigdir)" \
		"$(DESTDIR)$(bindir)" "$(DESTDIR)$(mandir)/man1"
	$(INSTALL) -m 755 -s $(library) "$(DESTDIR)$(libdir)/libwsencoder.so.$(version)"
	ln -sf libwsencoder.so.$(version) "$(DESTDIR)$(libdir)/libwsencoder.so.$(soversion)"
	ln -sf libwsencoder.so.$(version) "$(DESTDIR)$(libdir)/libwsencoder.so"
	$(INSTALL) -m 644 $(headers) "$(DESTDIR)$(includedir)/wsencoder"
	$(INSTALL) -m 644 $(porting) "$(DESTDIR)$(includedir)/wsencoder/porting"
	sed -e 's|@prefix@|$(prefix)|; s|@libdir@|$(libdir)|; s|@includedir@|$(includedir)|; s|@version@|$(version)|' \
		Sources/WSEncoder/wsencoder.pc.in > "$(DESTDIR)$(pkgconfigdir)/wsencoder.pc"
	$(INSTALL) -m 755 -s build/wsenc "$(DESTDIR)$(bindir)/wsenc"
	$(INSTALL) -m 644 Sources/wsenc/wsenc.1 "$(DESTDIR)$(mandir)/man1"

uninstall:
	rm -f "$(DESTDIR)$(libdir)"/libwsencoder.so "$(DESTDIR)$(libdir)"/libwsencoder.so.$(soversion) \
		"$(DESTDIR)$(libdir)"/libwsencoder.so.$(version) "$(DESTDIR)$(pkgconfigdir)/wsencoder.pc" \
		"$(DESTDIR)$(bindir)/wsenc" "$(DESTDIR)$(mandir)/man1/wsenc.1"
	rm -f $(patsubst include/%,"$(DESTDIR)$(includedir)"/%,$(headers) $(porting))
	-rmdir "$(DESTDIR)$(includedir)/wsencoder/porting" "$(DESTDIR)$(includedir)/wsencoder"

clean:
	rm -rf build .build-embedded .build-tests .build-fuzz .build-thread .build-coverage
