# The examples: codecs of other people, each a package or file that stands alone, built as its author would, and then used.

.PHONY: test-examples test-examples-c test-examples-python test-examples-swift

packages += liblz4-dev lz4 libssl-dev openssl
tests += test-examples

test-examples: test-examples-c test-examples-python test-examples-swift

examples := build/examples

# ---- In C ----

test-examples-c: deps all
	$(timed) $@ env CC="$(CC)" sh Tests/Examples/test-transform.sh $(examples)
	$(timed) "$@, TLS" env CC="$(CC)" sh Tests/Examples/test-secure.sh $(examples)

# ---- In Swift ----

$(examples)/host: Tests/Examples/host.c $(harness) $(harness_headers) $(headers) $(links)
	@mkdir -p $(@D)
	$(c) -ITests/C -o $@ $< $(harness) $(use_library) -lcmocka -lpthread -ldl -Wl,-rpath,'$$ORIGIN/..'

test-examples-swift: deps all $(examples)/host $(addprefix build/tests/test_,round_trip phases async malformed limits memory)
	$(timed) $@ sh Tests/Examples/test-swift.sh $(examples)

# ---- In Python ----

test-examples-python: deps all
	$(timed) $@ env WSENCODER_LIBRARY=build/libwsencoder.so PYTHONPATH=Tests/Interop/python timeout 60 \
		python3 -B -W error Tests/Examples/transform.py
