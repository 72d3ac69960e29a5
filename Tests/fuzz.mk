# Fuzzing: the search for inputs that break the library, and the replay of what it found.

.PHONY: fuzz

# The library in ordinary mode with AddressSanitizer and coverage, statically in each target; the C side with
# UndefinedBehaviorSanitizer, too, which the Swift compiler does not offer.
FUZZ_SECONDS ?= 60
FUZZ_JOBS ?= $(shell nproc)
# Every codec whose description is in the sources. The names of compressed forms of binary XML have a plus sign; their parts are
# searched on their own.
fuzz_rooms := $(addprefix Sources/,ContentCodings Charsets Catalog)
fuzz_codecs := $(sort $(shell grep -rhoE '^ +name: "[a-z0-9-]+"' $(fuzz_rooms) | cut -d'"' -f2))
# "chain" and "registered" stand for what fuzz.h says.
fuzz_rows := $(fuzz_codecs) chain registered
fuzz_targets := $(fuzz_rows:%=decoder-%) $(fuzz_rows:%=encoder-%) phases types xml inflate frames
fuzz_objects = $(wildcard .build-fuzz/debug/*.build/*.o)
fuzz_sanitizers := -fsanitize=address,undefined -fno-sanitize-recover=undefined
fuzz_c := clang -std=c11 -g -O1 $(warnings) -Iinclude/wsencoder $(fuzz_sanitizers)
fuzz_link = swiftc -sanitize=address $(fuzz_objects) $(link_library) -lexpat

build/fuzz/library: $(swift_sources) $(headers) Package.swift | $(setup)
	swift build --quiet --target WSEncoder --scratch-path .build-fuzz -Xswiftc -O \
		-Xswiftc -sanitize=address -Xswiftc -sanitize=fuzzer
	@mkdir -p $(@D)
	touch $@

# What follows the first hyphen of the target.
fuzz_codec = -DFUZZ_CODEC='"$(subst $(firstword $(subst -, ,$*))-,,$*)"'
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

.PRECIOUS: build/fuzz/%.o build/fuzz/fuzz-%
