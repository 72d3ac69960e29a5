# Another architecture, from x86-64: `make cross ARCH=arm64` builds the library, wsenc and the suites in C with Debian's cross
# compiler and that architecture's packages, and test-arm64 runs them under qemu. Sources/README.md tells more.

ARCH ?= arm64
cross_machine := $(if $(filter arm64,$(ARCH)),aarch64,$(ARCH))
cross_tools = $(if $(filter $(machine),$(cross_machine)),,gcc-$(cross_machine)-linux-gnu qemu-user)
packages += $(call for,cross test test-arm64 test-riscv64 test-cross test-vectors-arm64,$(cross_tools))

.PHONY: cross test-cross test-arm64 test-riscv64 test-vectors-arm64
tests += test-arm64

# ---- What others have made: packages, unpacked into a folder that is / for the compiler and for qemu ----

cross := build/$(ARCH)
root := $(cross)/root
apt := $(cross)/apt
foreign_packages := $(sort $(library_packages) libc6-dev libcmocka-dev libexpat1-dev libxml2-dev)
# apt with the sources of this machine and a state of its own, so that neither its packages nor its lists are touched.
foreign_apt = apt-get -q -o APT::Architecture=$(ARCH) -o APT::Architectures=$(ARCH) -o Dir::State=$(abspath $(apt)) \
	-o Dir::State::status=$(abspath $(apt))/status -o Dir::Cache=$(abspath $(apt))/cache -o Debug::NoLocking=1

# The root is made again when other packages are needed, not whenever a rule has changed.
foreign_list := $(cross)/packages
ifneq ($(filter cross test-cross test-vectors-arm64,$(MAKECMDGOALS)),)
$(shell mkdir -p $(cross); echo '$(foreign_packages)' | cmp -s - $(foreign_list) \
	|| echo '$(foreign_packages)' > $(foreign_list))
endif

$(root)/complete: $(foreign_list) | deps
	rm -rf $(root) $(apt)
	@mkdir -p $(root)/usr/lib $(apt)/lists/partial $(apt)/cache/archives/partial
	@: > $(apt)/status
	$(foreign_apt) update > $(apt)/log
	$(foreign_apt) install -y --no-install-recommends --download-only $(foreign_packages) >> $(apt)/log \
		|| { echo "the sources of apt on this machine have no packages for $(ARCH), see $(apt)/log" >&2; exit 1; }
	@for package in $(apt)/cache/archives/*.deb; do dpkg -x "$$package" $(root) || exit 1; done
	@# One /lib, whether it or /usr/lib is where packages put their files, and links that stay in this root.
	@[ -L $(root)/lib ] || { cp -a $(root)/lib/. $(root)/usr/lib/ && rm -rf $(root)/lib && ln -s usr/lib $(root)/lib; }
	@find $(root) -type l -lname '/*' | while read -r link; do \
		ln -sfn "$(abspath $(root))$$(readlink "$$link")" "$$link"; done
	@rm -rf $(apt)/cache $(apt)/lists
	@touch $@

# ---- The library ----

# Swift's toolchain for x86-64 has Embedded Swift for other processors without a system: the system is told to it by hand, and
# Debian's compiler links the objects.
headers_of := $(abspath $(root))/usr/include $(abspath $(root))/usr/include/$(cross_machine)-linux-gnu
swift_flags_arm64 :=
swift_flags_riscv64 := -march=rv64gc -mabi=lp64d
swift_flags := -fPIC -D__linux__ -D__ELF__ $(swift_flags_$(ARCH)) $(foreach folder,$(headers_of),-isystem $(folder))
with_foreign_pkg_config := PKG_CONFIG_LIBDIR=$(abspath $(root))/usr/lib/$(cross_machine)-linux-gnu/pkgconfig \
	PKG_CONFIG_SYSROOT_DIR=$(abspath $(root))
swift_objects := .build-$(ARCH)/release
cross_library := $(cross)/build/libwsencoder.so.$(version)
cross_cc = $(cross_machine)-linux-gnu-gcc --sysroot=$(abspath $(root))
swift_bin = $(shell swiftc -print-target-info | sed -n 's|.*"runtimeResourcePath" *: *"\(.*\)/lib/swift.*|\1/bin|p')

$(cross_library): $(swift_sources) $(headers) Package.swift $(options) $(root)/complete
	@mkdir -p $(@D) $(swift_objects)/
	@# All objects are linked, so that none may be left of a source that is gone; and headers are not among what is compared.
	@echo $(swift_sources) | cmp -s - .build-$(ARCH)/sources && \
		[ -z "$$(find Sources/C*/*.h include/wsencoder/*.h -newer $@ 2>/dev/null)" ] \
		|| rm -rf $(swift_objects)/*.build $(swift_objects)/description.json
	@echo $(swift_sources) > .build-$(ARCH)/sources
	$(with_foreign_pkg_config) WSE_EMBEDDED=1 swift build -c release --triple $(cross_machine)-none-none-elf \
		--scratch-path .build-$(ARCH) --target WSEncoder $(addprefix -Xcc ,$(swift_flags))
	@ls $(swift_objects)/*.build/*.o > .build-$(ARCH)/objects
	$(cross_cc) -shared -fuse-ld=lld -B$(swift_bin) -Wl,-soname,libwsencoder.so.$(soversion) -o $@ @.build-$(ARCH)/objects \
		-Wl,--version-script=Sources/WSEncoder/wsencoder.map,-z,nodelete,-z,defs,--gc-sections,--icf=safe,--as-needed \
		$(link_library)
	@ln -sf $(@F) $(@D)/libwsencoder.so.$(soversion) && ln -sf $(@F) $(@D)/libwsencoder.so

# ---- All else, by the rules for this machine, which are followed in a tree of links with another compiler ----

cross_tree := Makefile Package.swift README.md Sources Tests include
cross_emulator := qemu-$(cross_machine) -L $(abspath $(root))
# `make -n` comes here before there is such a tree.
in_cross_tree = [ ! -e $(cross)/Makefile ] || $(with_foreign_pkg_config) $(MAKE) --no-print-directory -C $(cross) -o deps \
	$(patsubst %,-o %,$(library) $(links)) machine=$(cross_machine) CC='$(cross_cc)'

# The emulator would take a minute and more for each of the others, which find no more on one processor than on another.
cross_suites := $(filter-out $(addprefix build/tests/test_,bombs memory limits refusal_order flush framing_session \
	session_agreement),$(suites))

$(cross)/Makefile: $(cross_library)
	@ln -sfn $(cross_tree:%=../../%) $(cross)/
	@touch -h $@

cross: deps $(cross)/Makefile
	+@$(in_cross_tree) build/wsenc build/vectors/native $(cross_suites)

# A program for others to start as if it were one of this machine.
$(cross)/wsenc: cross
	@printf '#!/bin/sh\nexec %s %s "$$@"\n' '$(cross_emulator)' '$(abspath $(cross))/build/wsenc' > $@
	@chmod +x $@

test-cross: cross $(cross)/wsenc
	+@export WSE_TEST_QUICK=1; $(in_cross_tree) emulator='$(cross_emulator)' test-vectors $(cross_suites:build/tests/%=run-c/%)
	$(timed) "wsenc, $(ARCH)" timeout 600 sh Tests/Install/test-wsenc-xml.sh $(cross)/wsenc

# What is of this processor is tested by the other goals.
test-arm64 test-riscv64: test-%: deps
ifeq ($(machine),x86_64)
	+@$(MAKE) --no-print-directory ARCH=$* test-cross
else
	@echo "skipped - $@: Swift's toolchain for x86-64 has what it takes to build for another processor; this machine is $(machine)"
endif

test-vectors-arm64: deps $(cross)/Makefile
	+@$(in_cross_tree) emulator='$(cross_emulator)' test-vectors
