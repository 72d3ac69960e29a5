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
# "chain", "registered" and "transforms" stand for what fuzz.h says; slip is a transform in C, and checked one in Swift.
fuzz_rows := $(fuzz_codecs) chain registered slip checked transforms
fuzz_targets := $(fuzz_rows:%=decoder-%) $(fuzz_rows:%=encoder-%) phases types xml inflate frames transform
fuzz_objects = $(wildcard .build-fuzz/debug/*.build/*.o)
fuzz_sanitizers := -fsanitize=address,undefined -fno-sanitize-recover=undefined
fuzz_c := clang -std=c11 -g -O1 $(warnings) -Iinclude/wsencoder -ITests/C $(fuzz_sanitizers) -fsanitize=fuzzer-no-link
fuzz_swift := -O -sanitize=address -sanitize=fuzzer
fuzz_transforms := build/fuzz/transforms.o build/fuzz/checked.o
fuzz_link = swiftc -sanitize=address $(fuzz_objects) $(fuzz_transforms) $(link_library) -lexpat

build/fuzz/library: $(swift_sources) $(headers) Package.swift | $(setup)
	for target in WSEncoder WSEncoderKit; do \
		swift build --quiet --target $$target --scratch-path .build-fuzz $(fuzz_swift:%=-Xswiftc %) || exit 1; done
	@mkdir -p $(@D)
	touch $@

# What follows the first hyphen of the target.
fuzz_codec = -DFUZZ_CODEC='"$(subst $(firstword $(subst -, ,$*))-,,$*)"'
fuzz_source = Tests/Fuzz/fuzz_$(firstword $(subst -, ,$*)).c

build/fuzz/%.o: $(wildcard Tests/Fuzz/*.h) $(wildcard Tests/Fuzz/*.c) $(headers) | $(setup)
	@mkdir -p $(@D)
	$(fuzz_c) $(fuzz_codec) -c $(fuzz_source) -o $@

build/fuzz/transforms.o: $(wildcard Tests/C/Codec/transforms.*) $(headers) | $(setup)
	@mkdir -p $(@D)
	$(fuzz_c) -c $< -o $@

# The example in Embedded Swift, in ordinary mode.
build/fuzz/checked.o: $(checked_source) build/fuzz/library
	swiftc $(fuzz_swift) -parse-as-library -module-name Checked -I .build-fuzz/debug/Modules -I include/wsencoder \
		-I Sources/CLibc -c $< -o $@

build/fuzz/fuzz-%: build/fuzz/%.o build/fuzz/library $(fuzz_transforms)
	@$(fuzz_link) -sanitize=fuzzer $< -o $@ 2>$@.log || { cat $@.log >&2; exit 1; }

# Searches with each target for FUZZ_SECONDS, from the committed corpus on; what it finds is left in build/fuzz/findings.
fuzz: deps $(fuzz_targets:%=build/fuzz/fuzz-%)
	sh Tests/Fuzz/run.sh "$(FUZZ_SECONDS)" "$(FUZZ_JOBS)" $(fuzz_targets)

# Runs the committed corpus and past findings through each target, with the shipped library and without libFuzzer.
build/fuzz/replay-%: Tests/Fuzz/replay.c $(wildcard Tests/Fuzz/*.h) $(wildcard Tests/Fuzz/fuzz_*.c) \
		$(wildcard Tests/C/Codec/transforms.*) $(links) | $(checked_plugin)
	@mkdir -p $(@D)
	$(c) $(fuzz_codec) -DFUZZ_PLUGIN='"./$(checked_plugin)"' -ITests/C $(fuzz_source) $< Tests/C/Codec/transforms.c -o $@ \
		$(use_library) -lexpat -lz -Wl,-rpath,'$$ORIGIN/..'

run_corpus := $(fuzz_targets:%=run-corpus/%)
.PHONY: $(run_corpus)

$(run_corpus): run-corpus/%: build/fuzz/replay-% | deps
	@set -- $$(find Tests/Fuzz/Corpus/$(firstword $(subst -, ,$*)) Tests/Fuzz/Corpus/$* -type f 2>/dev/null | sort -u); \
		timeout 120 $< "$$@" || exit 1; echo "ok - $* replays $$# files"

test-corpus: deps $(run_corpus)

.PRECIOUS: build/fuzz/%.o build/fuzz/fuzz-%
