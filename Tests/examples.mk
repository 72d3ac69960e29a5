# The examples: codecs of other people, each a package or file that stands alone, built as its author would, and then used.

.PHONY: test-examples test-examples-c

packages += liblz4-dev lz4
tests += test-examples

test-examples: test-examples-c

examples := build/examples

# ---- In C ----

test-examples-c: deps all
	$(timed) $@ env CC="$(CC)" sh Tests/Examples/test-transform.sh $(examples)
