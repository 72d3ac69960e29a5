# The examples: codecs of other people, each a package or file that stands alone, built as its author would, and then used.

.PHONY: test-examples test-examples-c test-examples-python test-examples-swift test-examples-embedded

packages += $(call for,test test-examples% test-readme lint,libcmocka-dev liblz4-dev lz4 libssl-dev openssl python3)
tests += test-examples

test-examples: test-examples-swift test-examples-embedded test-examples-c test-examples-python

examples := build/examples

# What runs over the codecs of a plug-in as over those of the library. In ordinary Swift, a failed allocation ends the process.
without_memory := $(addprefix build/tests/test_,arguments async bombs completions interleaving limits malformed message phases \
	round_trip win64) $(win64_suites)
plugin_suites := $(without_memory) build/tests/test_memory
run_suites := sh Tests/Examples/run-suites.sh

# ---- In C ----

test-examples-c: deps all $(plugin_suites)
	$(timed) $@ env CC="$(CC)" sh Tests/Examples/test-transform.sh $(examples)
	$(timed) "$@, TLS" env CC="$(CC)" sh Tests/Examples/test-secure.sh $(examples)
	$(timed) "$@, suites" $(run_suites) $(examples)/liblz4codec.so $(plugin_suites)

# ---- In Swift ----

$(examples)/host: Tests/Examples/host.c $(harness) $(harness_headers) $(headers) $(links)
	@mkdir -p $(@D)
	$(c) -ITests/C -o $@ $< $(harness) $(use_library) -lcmocka -lpthread -ldl -Wl,-rpath,'$$ORIGIN/..'

base64url_plugin := $(examples)/SwiftEncoder/release/libbase64url.so

$(base64url_plugin): $(shell find Sources/WSEncoderKit Tests/Examples/SwiftEncoder -type f) $(headers) | $(setup)
	swift build --package-path Tests/Examples/SwiftEncoder --scratch-path $(examples)/SwiftEncoder -c release --quiet
	@touch $@

test-examples-swift: deps all $(examples)/host $(base64url_plugin) $(without_memory)
	$(timed) $@ sh Tests/Examples/test-swift.sh $(examples) ordinary
	$(timed) "$@, suites" $(run_suites) $(base64url_plugin) $(without_memory)

# The one in Embedded Swift, with which the fuzz corpus is replayed, too. A section for each function lets the linker leave out
# what the codec does not use.
checked_plugin := $(examples)/EmbeddedEncoder/release/libchecked.so
checked_source := Tests/Examples/EmbeddedEncoder/Sources/Checked/Checked.swift

$(checked_plugin): $(shell find Sources/WSEncoderKit Tests/Examples/EmbeddedEncoder -type f) $(headers) | $(setup)
	swift build --package-path Tests/Examples/EmbeddedEncoder --scratch-path $(examples)/EmbeddedEncoder -c release --quiet \
		-Xswiftc -Xfrontend -Xswiftc -function-sections
	@touch $@

test-examples-embedded: deps all $(examples)/host $(checked_plugin) $(plugin_suites)
	$(timed) $@ sh Tests/Examples/test-swift.sh $(examples) embedded
	$(timed) "$@, suites" $(run_suites) $(checked_plugin) $(plugin_suites)

# ---- In Python ----

test-examples-python: deps all
	$(timed) $@ env $(with_python_package) timeout 60 \
		python3 -B -W error Tests/Examples/transform.py
