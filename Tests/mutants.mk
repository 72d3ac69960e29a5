# Whether the fast tests notice when the library is broken: conditions turned round, limits off by one, statements left out. All
# mutants are built at once, in ordinary mode, into a copy of the package; a variable of the environment says which of them a
# run is of. MUTANTS are drawn with MUTANTS_SEED; MUTANTS_FLAGS='--match TEXT' tries all whose file, line or text have
# TEXT in them, and MUTANTS_FLAGS=--again those that the last run did not notice.
MUTANTS ?= 400
MUTANTS_SEED ?= 1
mutants := build/mutants
mutants_link = swiftc -emit-library -Xlinker -soname=libwsencoder.so.$(soversion) \
	-Xlinker --version-script=Sources/WSEncoder/wsencoder.map $(link_library)
# test_process looks at the library that ships; test_bombs takes too long.
mutants_suites := $(filter-out $(addprefix build/tests/test_,process bombs),$(suites)) $(win64_suites)
# LeakSanitizer finds what is not freed in a fraction of the time that valgrind takes.
mutants_leaks = $(shell $(CC) -print-file-name=liblsan.so)

.PHONY: mutants
mutants: deps $(mutants_suites) $(fuzz_targets:%=build/fuzz/replay-%)
	@mkdir -p $(mutants)
	@{ $(foreach suite,$(mutants_suites),echo "$(suite)";) \
		$(foreach suite,$(filter-out $(own_allocator),$(mutants_suites)),echo "env LD_PRELOAD=$(mutants_leaks) $(suite)";) \
		$(foreach target,$(fuzz_targets),echo "build/fuzz/replay-$(target) \$$(find \
			Tests/Fuzz/Corpus/$(firstword $(subst -, ,$(target))) Tests/Fuzz/Corpus/$(target) -type f 2>/dev/null)";) \
	} | python3 -B Tests/Mutants/mutants.py --count $(MUTANTS) --seed $(MUTANTS_SEED) $(MUTANTS_FLAGS) $(mutants) \
		Tests/Mutants/reasons.tsv "$(mutants_link)"
