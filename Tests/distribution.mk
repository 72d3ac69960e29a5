# How the library reaches those who do not build it: the archive, CMake's package, and Debian's packages.

packages += $(call for,test test-cmake,cmake)

.PHONY: test-static test-cmake
tests += test-static test-cmake

test-static: deps $(library) $(links) $(archive)
	$(timed) $@ env CC="$(CC)" sh Tests/Install/test-static.sh $(library_needs)

test-cmake: deps $(library) $(links) $(archive)
	$(timed) $@ sh Tests/Install/test-cmake.sh
