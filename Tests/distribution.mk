# How the library reaches those who do not build it: the archive, CMake's package, and Debian's packages.

packages += $(call for,test test-cmake,cmake)

.PHONY: test-static test-cmake
tests += test-static test-cmake

test-static: deps $(library) $(links) $(archive)
	$(timed) $@ env CC="$(CC)" sh Tests/Install/test-static.sh $(library_needs)

test-cmake: deps $(library) $(links) $(archive)
	$(timed) $@ sh Tests/Install/test-cmake.sh

# ---- Debian's packages ----

packages += $(call for,deb test test-deb test-packages,build-essential debhelper dh-python nginx-dev python3)
packages += $(call for,test test-packages,lintian nginx)
packages += $(call for,test-deb,mmdebstrap)

deb_source := build/deb/source
# No address is known to which letters about the packages could go, until who builds them says so.
deb_maintainer = $(or $(DEBFULLNAME),libwsencoder maintainers) <$(or $(DEBEMAIL),maintainers@wsencoder.invalid)>
deb_date = $(shell git log -1 --format=%cD 2>/dev/null || date -R)
deb_tools := debhelper-compat (= 13), dh-python, nginx-dev, pkg-config, python3
comma_separated = $(subst $(space),$(comma) ,$(strip $1))
python_package ?= Sources/python/wsencoder

.PHONY: deb deb-symbols test-deb test-packages

# Swift's compiler is not among Debian's packages, so that these are made of what the tree has built.
deb: deps all $(nginx_module)
	rm -rf build/deb build/dist/*.deb
	@mkdir -p $(deb_source)/examples $(deb_source)/nginx build/dist
	cp -R Sources/packaging/debian $(deb_source)/
	cp README.md $(deb_source)/
	cp Sources/nginx/README.md $(deb_source)/nginx/
	cp $(filter-out %/host.c,$(wildcard Tests/Examples/*.c)) $(deb_source)/examples/
	sed -i -e 's/@maintainer@/$(deb_maintainer)/; s/@version@/$(version)/; s/@date@/$(deb_date)/' \
		-e 's/@build_depends@/$(deb_tools)$(comma) $(call comma_separated,$(library_packages))/' \
		-e 's/@archives@/$(call comma_separated,$(library_packages))/' $(deb_source)/debian/control $(deb_source)/debian/changelog
	@# A make that does not share in the jobs, variables and goals of this one.
	cd $(deb_source) && env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u MAKEOVERRIDES \
		WSE_PYTHON_PACKAGE="$(abspath $(python_package))" \
		dpkg-buildpackage --build=binary --unsigned-source --unsigned-changes > ../build.log 2>&1 \
		|| { tail -40 ../build.log; echo "if a function was added: make deb-symbols" >&2; exit 1; }
	cp build/deb/*.deb build/dist/
	@cd build/dist && ls -l *.deb | awk '{ print $$5, $$NF }'

# Adds new functions, with this version, to the list of what the package exports. One that is gone has to be taken out of it by
# hand, and with it goes the soname.
deb_symbols := Sources/packaging/debian/libwsencoder0.symbols

deb-symbols: $(library)
	nm -D --defined-only $< | sed -n 's/.* [A-Z] \(.*\)@@.*/\1/p' | while read -r name; do \
		grep -q "^ $$name@" $(deb_symbols) || echo " $$name@WSENCODER_$(soversion) $(version)" >> $(deb_symbols); done
	{ head -1 $(deb_symbols); tail -n +2 $(deb_symbols) | LC_ALL=C sort; } > build/symbols && cp build/symbols $(deb_symbols)

# The packages unpacked and used, a part of `make test`.
tests += test-packages

test-packages: deb
	$(timed) $@ sh Tests/Install/test-packages.sh build/dist build/deb/*.changes

# The packages installed in a bare root. Not a part of `make test`: the root is downloaded, which takes minutes.
test-deb: deb
	$(timed) $@ timeout 1800 sh Tests/Install/test-deb.sh build/dist
