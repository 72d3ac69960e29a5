# Which regions of each room no test runs. The library is built in ordinary mode, counting, and takes the place of the one that
# ships for the same suites in C, the replays of the fuzz corpus, wsenc and Python; the Swift tests add what they run.
coverage := build/coverage
coverage_flags := -Xswiftc -O -Xswiftc -profile-generate -Xswiftc -profile-coverage-mapping
coverage_rooms := Bytes CodecKit ContentCodings XMLText BinaryXML Catalog WSEncoder
coverage_objects = $(foreach room,$(coverage_rooms),$(wildcard .build-coverage/debug/$(room).build/*.o))
# The tools of the Swift toolchain: another version's do not read its profiles.
llvm = $(dir $(realpath $(shell command -v swiftc)))llvm-
coverage_export = $(llvm)cov export -skip-expansions -instr-profile=$(coverage)/merged.profdata \
	$(coverage)/libwsencoder.so.$(soversion) -object .build-coverage/debug/wsencoderPackageTests.xctest

.build-coverage/built: $(swift_sources) $(headers) Package.swift $(wildcard Tests/*Tests/*.swift) | $(setup)
	swift build --quiet --build-tests --scratch-path .build-coverage $(coverage_flags)
	touch $@

$(coverage)/libwsencoder.so.$(soversion): .build-coverage/built
	@mkdir -p $(@D)
	@swiftc -emit-library -profile-generate -Xlinker -soname=$(@F) \
		-Xlinker --version-script=Sources/WSEncoder/wsencoder.map $(coverage_objects) $(link_library) -o $@

# test_process looks at the library that ships, and so does not count.
coverage_suites := $(filter-out build/tests/test_process,$(suites))

coverage: deps $(coverage)/libwsencoder.so.$(soversion) $(coverage_suites) $(win64_suites) build/wsenc \
		$(fuzz_targets:%=build/fuzz/replay-%)
	@{ $(foreach suite,$(coverage_suites) $(win64_suites),echo "WSE_TEST_QUICK=1 $(suite)";) \
		$(foreach target,$(fuzz_targets),echo "build/fuzz/replay-$(target) \$$(find \
			Tests/Fuzz/Corpus/$(firstword $(subst -, ,$(target))) Tests/Fuzz/Corpus/$(target) -type f 2>/dev/null)";) \
		echo "sh Tests/Install/test-wsenc.sh build/wsenc"; \
		echo "sh Tests/Install/test-wsenc-xml.sh build/wsenc"; \
		echo "swift test --skip-build --scratch-path .build-coverage $(coverage_flags)"; \
	} | sh Tests/Coverage/run.sh $(CURDIR)/$(coverage) $(llvm)profdata
	$(coverage_export) > $(coverage)/export.json
	python3 -B Tests/Coverage/report.py $(coverage)/export.json Tests/Coverage/exceptions.tsv $(COVERAGE_ROOMS)
	@[ ! -s $(coverage)/failed ] || { echo "failed:"; cat $(coverage)/failed; exit 1; }
