# Which regions of each room no test runs. The library is built in ordinary mode, counting, and takes the place of the one that
# ships for the same suites in C, the replays of the fuzz corpus, and wsenc; the Swift tests add what they run.
coverage := build/coverage
coverage_flags := -Xswiftc -O -Xswiftc -profile-generate -Xswiftc -profile-coverage-mapping
coverage_rooms := Bytes CodecKit ContentCodings XMLText BinaryXML Charsets MTOM Framing Catalog WSEncoder
# The tools of the Swift toolchain: another version's do not read its profiles.
llvm = $(dir $(realpath $(shell command -v swiftc)))llvm-
coverage_export = $(llvm)cov export -skip-expansions -instr-profile=$(coverage)/merged.profdata \
	$(coverage)/libwsencoder.so.$(soversion) -object .build-coverage/debug/wsencoderPackageTests.xctest

.build-coverage/built: $(swift_sources) $(headers) Package.swift $(wildcard Tests/*Tests/*.swift) | $(setup)
	swift build --quiet --build-tests --scratch-path .build-coverage $(coverage_flags)
	touch $@

# In ordinary mode an accessor that yields takes its frame from malloc and never asks whether it got one; Embedded Swift has
# no frame at all. Tests that let malloc fail must not reach it: these rooms have their memory from Bytes, so that a malloc of
# their own is such a frame, which the C library then gives behind the tests' back.
coverage_rooms_without_malloc := CodecKit XMLText BinaryXML Charsets MTOM Framing Catalog WSEncoder

$(coverage)/libwsencoder.so.$(soversion): .build-coverage/built Tests/Coverage/exit.c
	@rm -rf $(@D)/objects
	@for room in $(coverage_rooms); do \
		mkdir -p $(@D)/objects/$$room && cp .build-coverage/debug/$$room.build/*.o $(@D)/objects/$$room || exit 1; done
	@for object in $(coverage_rooms_without_malloc:%=$(@D)/objects/%/*.o); do \
		objcopy --redefine-sym malloc=__libc_malloc --redefine-sym free=__libc_free $$object || exit 1; done
	@$(CC) -O2 -fPIC -DIN_LIBRARY -c Tests/Coverage/exit.c -o $(@D)/objects/exit.o
	@swiftc -emit-library -profile-generate -Xlinker -soname=$(@F) \
		-Xlinker --version-script=Sources/WSEncoder/wsencoder.map $(@D)/objects/exit.o $(@D)/objects/*/*.o $(link_library) -o $@

$(coverage)/exit.so: Tests/Coverage/exit.c
	@mkdir -p $(@D)
	$(c) -shared -fPIC -o $@ $<

# test_process looks at the library that ships, and so does not count.
coverage_suites := $(filter-out build/tests/test_process,$(suites))

coverage: deps $(coverage)/libwsencoder.so.$(soversion) $(coverage)/exit.so $(coverage_suites) $(win64_suites) build/wsenc
coverage: $(fuzz_targets:%=build/fuzz/replay-%)
	@{ $(foreach suite,$(coverage_suites),echo "$(suite)";) \
		$(foreach suite,$(win64_suites),echo "WSE_TEST_QUICK=1 $(suite)";) \
		$(foreach target,$(fuzz_targets),echo "build/fuzz/replay-$(target) \$$(find \
			Tests/Fuzz/Corpus/$(firstword $(subst -, ,$(target))) Tests/Fuzz/Corpus/$(target) -type f 2>/dev/null)";) \
		echo "sh Tests/Install/test-wsenc.sh build/wsenc"; \
		echo "sh Tests/Install/test-wsenc-xml.sh build/wsenc"; \
		echo "swift test --skip-build --scratch-path .build-coverage $(coverage_flags)"; \
	} | sh Tests/Coverage/run.sh $(CURDIR)/$(coverage) $(llvm)profdata
	$(coverage_export) > $(coverage)/export.json
	python3 -B Tests/Coverage/report.py $(coverage)/export.json Tests/Coverage/exceptions.tsv $(COVERAGE_ROOMS)
	@[ ! -s $(coverage)/failed ] || { echo "failed:"; cat $(coverage)/failed; exit 1; }
