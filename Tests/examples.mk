# The examples: codecs of other people, each a package or file that stands alone, built as its author would, and then used.

.PHONY: test-examples test-examples-swift

tests += test-examples

test-examples: test-examples-swift

# ---- In Swift ----

examples := build/examples

$(examples)/host: Tests/Examples/host.c $(harness) $(harness_headers) $(headers) $(links)
	@mkdir -p $(@D)
	$(c) -ITests/C -o $@ $< $(harness) $(use_library) -lcmocka -lpthread -ldl -Wl,-rpath,'$$ORIGIN/..'

test-examples-swift: deps all $(examples)/host $(addprefix build/tests/test_,round_trip phases async malformed limits)
	$(timed) $@ sh Tests/Examples/test-swift.sh $(examples)
