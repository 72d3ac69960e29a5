# libwsencoder. `make` builds the library and wsenc, `make install` installs them, `make demo` and `make test` set up what they
# need and run; `make help` lists the rest. What tests, measures and checks the product stands in Tests/*.mk.

version := $(shell sed -n 's/^\#define WSE_VERSION_\(MAJOR\|MINOR\|PATCH\) //p' include/wsencoder/wsencoder.h | paste -sd.)
soversion := 0

prefix ?= /usr/local
exec_prefix ?= $(prefix)
bindir ?= $(exec_prefix)/bin
libdir ?= $(exec_prefix)/lib
includedir ?= $(prefix)/include
datarootdir ?= $(prefix)/share
mandir ?= $(datarootdir)/man
pkgconfigdir ?= $(libdir)/pkgconfig
cmakedir ?= $(libdir)/cmake/wsencoder
DESTDIR ?=
INSTALL ?= install

CC := $(if $(filter default,$(origin CC)),gcc,$(CC))
CFLAGS ?= -O2 -g
warnings := -Wall -Wextra -Werror
c := $(CC) -std=c11 -D_GNU_SOURCE $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) $(warnings) -Iinclude/wsencoder

library := build/libwsencoder.so.$(version)
archive := build/libwsencoder.a
links := build/libwsencoder.so.$(soversion) build/libwsencoder.so
headers := $(wildcard include/wsencoder/*.h)
# The same for C++, which nothing here is built from.
cpp_headers := $(wildcard include/wsencoder/*.hpp)
cpp_parts := $(wildcard include/wsencoder/cpp/*.hpp)
# Tells Swift and clang what the headers are: the module CWSEncoder.
modulemap := include/wsencoder/module.modulemap
# What sources written for Windows include; nothing else does.
porting := $(wildcard include/wsencoder/porting/*.h)
use_library := -Lbuild -lwsencoder

# Engines that a machine may lack: WSE_WITHOUT_ISAL=1 and WSE_WITHOUT_LIBDEFLATE=1 build without them, until told otherwise.
options := build/options
WSE_WITHOUT_ISAL ?= $(if $(filter without-isal,$(shell cat $(options) 2>/dev/null)),1)
WSE_WITHOUT_LIBDEFLATE ?= $(if $(filter without-libdeflate,$(shell cat $(options) 2>/dev/null)),1)
export WSE_WITHOUT_ISAL WSE_WITHOUT_LIBDEFLATE
isal := $(if $(filter 1,$(WSE_WITHOUT_ISAL)),,isal)
libdeflate := $(if $(filter 1,$(WSE_WITHOUT_LIBDEFLATE)),,deflate)
said := engines: $(if $(isal),,without-isal) $(if $(libdeflate),,without-libdeflate)
$(shell mkdir -p build; echo '$(said)' | cmp -s - $(options) || echo '$(said)' > $(options))

# What the library is linked with; each program that contains the library instead of loading it is linked with the same.
library_needs := z $(isal) $(libdeflate) brotlienc brotlidec zstd ffi
link_library := $(library_needs:%=-l%)
# What a program is linked with that contains the library's archive: also what only shared libraries bring along.
link_archive := $(link_library) -lbrotlicommon -lm -lpthread -ldl

# Debian's packages that are needed to build, and what a Swift toolchain that was unpacked from its archive loads.
library_packages := zlib1g-dev libbrotli-dev libzstd-dev libffi-dev $(if $(isal),libisal-dev) $(if $(libdeflate),libdeflate-dev)
packages := gcc g++ libc6-dev pkg-config binutils $(library_packages)
packages += libncurses6 libxml2 libcurl4 libedit2 libsqlite3-0
# More packages, where one of some goals is asked for: $(call for,GOALS,PACKAGES). Tests/*.mk say so of their goals.
for = $(if $(filter $1,$(MAKECMDGOALS)),$2)
# Only goals that need more than a built tree install packages; `make` and `make install` never do.
setup := $(if $(filter demo% test% doc nginx deb wheel check-abi coverage lint bench% fuzz soak mutants,$(MAKECMDGOALS)),deps)

.PHONY: all help deps install install-library install-wsenc uninstall clean
.DELETE_ON_ERROR:

all: $(library) $(links) $(archive) build/wsenc

# ---- The library and the tool ----

swift_sources := $(shell find Sources include -name '*.swift' -o -path 'Sources/C*/*.h' -o -name '*.modulemap' -o -name '*.map')

$(library): $(swift_sources) $(headers) Package.swift $(options) | $(setup)
	@command -v swift >/dev/null || { echo "Swift 6.3 is needed: https://www.swift.org/install/linux/" >&2; exit 1; }
	@# The linker's inputs beside the objects are not among what swift build compares.
	rm -f .build-embedded/release/libwsencoder.so
	@# Nor are the headers that Swift sees of C.
	@[ -z "$$(find Sources/C*/*.h include/wsencoder/*.h -newer $@ 2>/dev/null)" ] \
		|| rm -rf .build-embedded/release/*.build .build-embedded/release/description.json
	WSE_EMBEDDED=1 swift build -c release --disable-local-rpath --scratch-path .build-embedded --product wsencoder \
		|| { echo "if a header or library is missing: make deps" >&2; exit 1; }
	@mkdir -p build
	@# A new file, since programs may have the old one mapped.
	cp --remove-destination .build-embedded/release/libwsencoder.so $@

$(links): $(library)
	ln -sf $(notdir $<) $@

# The same code for programs that contain the library: one object, whose names are hidden except those that the library exports,
# so that a program may have other code in Swift, or names of its own that are also Swift's.
objects := .build-embedded/release/wsencoder.product/Objects.LinkFileList

$(archive): $(library)
	@mkdir -p build/archive
	nm -D --defined-only $< | sed -n 's/.* [A-Z] \(.*\)@@.*/\1/p' > build/archive/names
	ld -r --gc-sections $$(sed 's/^/-u /' build/archive/names) -o build/archive/wsencoder.o @$(objects)
	objcopy --keep-global-symbols=build/archive/names --strip-unneeded --remove-section=.swift1_autolink_entries \
		--remove-section=.swift_modhash --remove-section=.linker-options build/archive/wsencoder.o
	rm -f $@
	ar rcsD $@ build/archive/wsencoder.o

wsenc := $(wildcard Sources/wsenc/*.c Sources/wsenc/check/*.c)

build/wsenc: $(wsenc) $(wildcard Sources/wsenc/*.h Sources/wsenc/check/*.h) $(headers) $(links)
	$(c) -o $@ $(wsenc) $(use_library) -ldl -lpthread -Wl,-rpath,'$$ORIGIN'

# ---- Installing ----

# Pages of the manual, if `make doc` has made them.
pages3 := $(wildcard build/doc/man/man3/*.3)
pages7 := $(wildcard build/doc/man/man7/*.7)
# What completes wsenc in bash, zsh and fish, and where each of them looks.
completions := wsenc.bash:bash-completion/completions/wsenc _wsenc:zsh/site-functions/_wsenc \
	wsenc.fish:fish/vendor_completions.d/wsenc.fish
cmake_package := wsencoderConfig.cmake wsencoderConfigVersion.cmake
runpath = $(if $(filter /lib /lib/% /usr/lib /usr/lib/%,$(libdir)),,-Wl$(comma)-rpath$(comma)$(libdir))
comma := ,
space := $(comma:,=) $(comma:,=)

# The folder of headers as CMake's package finds it from the library's.
include_path = $(shell realpath -ms --relative-to="$(libdir)" "$(includedir)")
fill_in = sed -e 's|@prefix@|$(prefix)|; s|@libdir@|$(libdir)|; s|@includedir@|$(includedir)|; s|@version@|$(version)|' \
	-e 's|@soversion@|$(soversion)|; s|@link_archive@|$(link_archive)|; s|@include_path@|$(include_path)|' \
	-e 's|@link_archive_list@|$(subst $(space),;,$(strip $(link_archive)))|'

install: install-library install-wsenc

install-library: $(library) $(links) $(archive)
	$(INSTALL) -d "$(DESTDIR)$(libdir)" "$(DESTDIR)$(includedir)/wsencoder/porting" "$(DESTDIR)$(includedir)/wsencoder/cpp" \
		"$(DESTDIR)$(pkgconfigdir)" "$(DESTDIR)$(cmakedir)"
	$(INSTALL) -m 755 -s $(library) "$(DESTDIR)$(libdir)/libwsencoder.so.$(version)"
	ln -sf libwsencoder.so.$(version) "$(DESTDIR)$(libdir)/libwsencoder.so.$(soversion)"
	ln -sf libwsencoder.so.$(version) "$(DESTDIR)$(libdir)/libwsencoder.so"
	$(INSTALL) -m 644 $(archive) "$(DESTDIR)$(libdir)"
	$(INSTALL) -m 644 $(headers) $(cpp_headers) $(modulemap) "$(DESTDIR)$(includedir)/wsencoder"
	$(INSTALL) -m 644 $(cpp_parts) "$(DESTDIR)$(includedir)/wsencoder/cpp"
	$(INSTALL) -m 644 $(porting) "$(DESTDIR)$(includedir)/wsencoder/porting"
	$(fill_in) Sources/WSEncoder/wsencoder.pc.in > "$(DESTDIR)$(pkgconfigdir)/wsencoder.pc"
	$(foreach file,$(cmake_package),$(fill_in) Sources/packaging/cmake/$(file).in > "$(DESTDIR)$(cmakedir)/$(file)" &&) :
	$(if $(pages3),$(INSTALL) -d "$(DESTDIR)$(mandir)/man3" "$(DESTDIR)$(mandir)/man7")
	$(if $(pages3),$(INSTALL) -m 644 $(pages3) "$(DESTDIR)$(mandir)/man3")
	$(if $(pages7),$(INSTALL) -m 644 $(pages7) "$(DESTDIR)$(mandir)/man7")

install-wsenc: build/wsenc
	$(INSTALL) -d "$(DESTDIR)$(bindir)" "$(DESTDIR)$(mandir)/man1"
	@# It finds the library where that is installed, and never in its own folder.
	$(c) -s -o "$(DESTDIR)$(bindir)/wsenc" $(wsenc) $(use_library) -ldl -lpthread $(runpath)
	$(INSTALL) -m 644 Sources/wsenc/wsenc.1 "$(DESTDIR)$(mandir)/man1"
	$(foreach file,$(completions),$(INSTALL) -D -m 644 Sources/wsenc/completions/$(notdir $(firstword $(subst :, ,$(file)))) \
		"$(DESTDIR)$(datarootdir)/$(lastword $(subst :, ,$(file)))" &&) :

uninstall:
	rm -f "$(DESTDIR)$(libdir)"/libwsencoder.so "$(DESTDIR)$(libdir)"/libwsencoder.so.$(soversion) \
		"$(DESTDIR)$(libdir)"/libwsencoder.so.$(version) "$(DESTDIR)$(libdir)"/libwsencoder.a \
		"$(DESTDIR)$(pkgconfigdir)/wsencoder.pc" $(cmake_package:%="$(DESTDIR)$(cmakedir)/%") \
		"$(DESTDIR)$(bindir)/wsenc" "$(DESTDIR)$(mandir)/man1/wsenc.1"
	@# Whichever version they are of.
	grep -ls '^\.TH .*"libwsencoder ' "$(DESTDIR)$(mandir)"/man3/W[sS]*.3 "$(DESTDIR)$(mandir)/man7/wsencoder.7" \
		| while read -r page; do rm -f "$$page"; done
	rm -f $(foreach file,$(completions),"$(DESTDIR)$(datarootdir)/$(lastword $(subst :, ,$(file)))")
	rm -f $(patsubst include/%,"$(DESTDIR)$(includedir)"/%,$(headers) $(cpp_headers) $(cpp_parts) $(modulemap) $(porting))
	-rmdir "$(DESTDIR)$(includedir)/wsencoder/porting" "$(DESTDIR)$(includedir)/wsencoder/cpp" \
		"$(DESTDIR)$(includedir)/wsencoder" "$(DESTDIR)$(cmakedir)"

clean:
	rm -rf build .build-embedded .build-tests .build-fuzz .build-thread .build-coverage .build-arm64 .build-riscv64

# ---- Packages ----

missing = $(shell dpkg-query -W -f '$${db:Status-Status} $${Package}\n' $(packages) 2>/dev/null \
	| awk '$$1 == "installed" { have[$$2] = 1 } END { n = split("$(sort $(packages))", p); \
	for (i = 1; i <= n; i++) if (!(p[i] in have)) print p[i] }')

deps:
	@command -v swift >/dev/null || { echo "Swift 6.3 is needed: https://www.swift.org/install/linux/" >&2; exit 1; }
	@missing="$(missing)"; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then \
		echo "installing $$missing"; \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get update -q >/dev/null && apt-get install -y -q --no-install-recommends $$missing >/dev/null; \
	else \
		echo "some packages are missing; install them with" >&2; \
		echo "  sudo apt-get install --no-install-recommends $$missing" >&2; exit 1; \
	fi

# ---- Help ----

help:
	@echo "all           the library and wsenc, in build/ (default); WSE_WITHOUT_ISAL=1, WSE_WITHOUT_LIBDEFLATE=1: see README.md"
	@echo "demo          encode and decode a SOAP message with every codec"
	@echo "demo-wcf      call a WCF service, on Mono: prints the message and the reply"
	@echo "demo-nginx    the same with curl, through nginx, which translates"
	@echo "cross         the library, wsenc and the suites in C for ARCH=arm64 (or riscv64), in build/ARCH"
	@echo "nginx         the module for Debian's nginx, in build/nginx; install-nginx: to nginx_modules=$(nginx_modules)"
	@echo "test          every test, TEST_JOBS=$(TEST_JOBS) at a time; the parts:" \
		"test-swift test-c (test-oom) test-corpus test-async test-valgrind"
	@echo "              test-work (instructions per byte, on messages of many shapes; WORK_FLAGS='--only WORD --verbose')"
	@echo "              test-peers test-python test-wcf test-wine test-wsenc test-check test-install test-static test-cmake"
	@echo "              test-packages test-readme test-porting"
	@echo "              test-examples (codecs of other people, and what they are used by)"
	@echo "              test-cpp (wsencoder.hpp, with gcc and clang) test-doc (the manual)"
	@echo "              test-vectors (vector code beside plain code; test-vectors-arm64: that of arm64, under qemu)"
	@echo "              test-arm64 (the library, the suites in C and wsenc for arm64, under qemu)"
	@echo "              test-model (every execution of Handoff under the C11 memory model, and with each ordering weakened)"
	@echo "              test-dependency (a package in Swift that depends on this one by URL)"
	@echo "              test-zeep (the Python package with zeep and over net.tcp, against WCF)"
	@echo "              test-nginx (the module, also with AddressSanitizer); by itself: test-nginx-load (minutes)"
	@echo "              test-zlib-only (the library without ISA-L and libdeflate)"
	@echo "test-wcf-1000 sessions of 1,000 messages with WCF on Mono, each way, which take minutes"
	@echo "wheel         the Python package with the library inside, in build/dist; test-wheel: installed where nothing else is"
	@echo "test-pynettcp wsenc net-tcp beside PyPI's pynettcp, which is installed into build/"
	@echo "doc           the manual: HTML by Doxygen, and pages for man, in build/doc; install then installs the pages"
	@echo "check-abi     what the built library exports, needs, allocates and does to its process"
	@echo "coverage      which regions of the source no test runs, by room (COVERAGE_ROOMS='Bytes Catalog': lists those alone)"
	@echo "mutants       whether the fast tests notice when the library is broken on purpose, in MUTANTS=400 places (an hour)"
	@echo "lint          headers, imports, forbidden constructs, sizes of files"
	@echo "bench         speed, side by side with the same work in C (BENCH_FLAGS='--quick --json FILE')"
	@echo "bench-plot    curves of cost over size and number of instances, in build/plots (BENCH_PLOT_FLAGS=--huge: to 1 GiB)"
	@echo "bench-instructions  instructions of calls and messages, under callgrind"
	@echo "bench-check   the same beside a committed table: fails if more than 3 % are added (BENCH_CHECK_FLAGS=--update)"
	@echo "bench-readme  the tables of README.md, measured anew, or from BENCH_JSON=FILE..."
	@echo "bench-wcf     speed of binary XML, side by side with Microsoft's serializer on Mono"
	@echo "bench-nginx   messages a second through nginx, side by side with plain proxying and with Python"
	@echo "bench-mono    speed of Microsoft's serializer on Mono, with a message of BENCH_MONO_BYTES=1048576"
	@echo "fuzz          search for inputs that break it, FUZZ_SECONDS=60 for each target"
	@echo "soak          run random messages and documents for SOAK_SECONDS=300, from WSE_TEST_SEED, memory flat"
	@echo "deb           Debian's packages of library, tool, Python package and nginx module, in build/dist (needs nginx-dev)"
	@echo "test-deb      those packages in a bare Debian root, which is downloaded"
	@echo "install       to prefix=$(prefix), with DESTDIR; uninstall removes it again"
	@echo "deps          Debian's packages that it takes to build, or to reach the goals beside it: make deps test"
	@echo "clean         remove what was built"

# ---- Tests, measurements and checks, a subject a file ----

include Tests/test.mk Tests/examples.mk Tests/threads.mk Tests/interop.mk Tests/wine.mk Tests/install.mk Tests/lint.mk
include Tests/fuzz.mk Tests/coverage.mk Tests/mutants.mk Tests/benchmarks.mk Tests/demos.mk Tests/nginx.mk Tests/distribution.mk
include Tests/cross.mk Tests/cpp.mk Tests/manual.mk Sources/python/wheel.mk
