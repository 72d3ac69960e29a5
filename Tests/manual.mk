# The manual: HTML made from the headers and pages by Doxygen, and manual pages made by a script.

.PHONY: doc test-doc
tests += test-doc

packages += $(call for,doc test test-doc,doxygen python3)
packages += $(call for,test test-doc,mandoc man-db)

manual := build/doc
manual_inputs := $(wildcard Sources/manual/*) $(headers) $(cpp_headers) $(cpp_parts) README.md \
	$(shell find Sources include Tests/Benchmarks -name README.md) $(wildcard Tests/Examples/*.c Tests/Examples/*.cpp)

doc: deps $(manual)/made
	@echo "the manual: $(manual)/html/index.html; its pages for man: $(manual)/man"

$(manual)/made: $(manual_inputs) | $(setup)
	@rm -rf $(manual)
	python3 -B Sources/manual/doxygen.py --prepare . $(manual)/excerpts
	python3 -B Sources/manual/man.py . $(manual)/man $(version)
	WSE_VERSION=$(version) doxygen Sources/manual/Doxyfile
	@touch $@

test-doc: deps $(library) $(manual)/made
	$(timed) $@ sh Tests/Install/test-doc.sh $(manual) $(library)
