# Speed beside the same work in C and beside Microsoft's serializer, and instructions, which repeat where times do not.

.PHONY: bench bench-wcf bench-mono bench-plot bench-readme bench-instructions bench-check

# What the benchmarks compare with, beyond what the tests do, and draw with; lint compiles them.
need_bench_packages := $(filter-out bench-check bench-instructions,$(filter bench% lint,$(MAKECMDGOALS)))
packages += $(if $(need_bench_packages),libdeflate-dev libisal-dev libxml2-dev libmodpbase64-dev gnuplot-nox)
packages += $(if $(need_bench_packages),libpugixml-dev librapidxml-dev)

bench: deps build/bench build/gsoap/packages
	build/bench $(BENCH_FLAGS)

bench_alone := build/bench-load build/bench-peak.so
bench_alone += $(addprefix build/bench-transforms/,embedded-xor.so swift-xor.so with-xor.so)
bench_libraries := -lz -ldeflate -lisal -lbrotlienc -lbrotlidec -lzstd -lffi -lexpat -lxml2 -lmodpbase64 -lpugixml \
	-lstdc++ -ldl -lm

# Rooms of the library that it does not export, with the modules and objects that it is made of.
bench_rooms := $(addprefix .build-embedded/release/,XMLText.build/*.o CodecKit.build/*.o Bytes.build/*.o)

build/bench-rooms.o: Tests/Benchmarks/Rooms/Rooms.swift $(library) | $(setup)
	swiftc -enable-experimental-feature Embedded -enable-experimental-feature Lifetimes -strict-memory-safety -wmo -O \
		-parse-as-library -module-name BenchRooms -I .build-embedded/release/Modules -I Sources/CLibc -I Sources/CVector \
		-warnings-as-errors -c $< -o $@

# The parsers that are in C++.
build/bench-in-place.o: Tests/Benchmarks/in_place.cpp Tests/Benchmarks/in_place.h | $(setup)
	@mkdir -p $(@D)
	g++ -std=c++17 $(CPPFLAGS) $(CFLAGS) $(warnings) -c -o $@ $<

build/bench: $(wildcard Tests/Benchmarks/*.c Tests/Benchmarks/*.h Tests/Support/*.h) build/bench-rooms.o \
		build/bench-in-place.o $(headers) $(links) | $(bench_alone) $(setup)
	$(c) $$(pkg-config --cflags libxml-2.0) -o $@ $(wildcard Tests/Benchmarks/*.c) $(filter %.o,$^) $(bench_rooms) \
		$(use_library) $(bench_libraries) -Wl,-rpath,'$$ORIGIN'

build/bench-load: Tests/Benchmarks/Alone/load.c
	@mkdir -p $(@D)
	$(c) -o $@ $< -ldl

build/bench-peak.so: Tests/Benchmarks/Alone/peak.c
	@mkdir -p $(@D)
	$(c) -shared -fPIC -fno-builtin -o $@ $<

# A transform in Swift, of either kind.
bench_transforms := Tests/Benchmarks/XorTransform
build_transform = $1 swift build --package-path $(bench_transforms) --scratch-path $(basename $@) -c release --quiet \
	&& cp $(basename $@)/release/libxor.so $@
bench_transform_sources = $(shell find Sources/WSEncoderKit $(bench_transforms) -name '*.swift') $(headers)

build/bench-transforms/embedded-xor.so: $(bench_transform_sources) | $(setup)
	$(call build_transform,EMBEDDED=1)

build/bench-transforms/swift-xor.so: $(bench_transform_sources) | $(setup)
	$(call build_transform)

# What transforms are compared with: the library with the same codec built into it.
with_xor := build/bench-transforms/library

build/bench-transforms/with-xor.so: $(library) $(bench_transforms)/XorCodec.swift
	@mkdir -p $(with_xor)
	rm -rf $(addprefix $(with_xor)/,Package.swift Sources include)
	cp -R -p Package.swift Sources include $(with_xor)/
	cp -p $(bench_transforms)/XorCodec.swift $(with_xor)/Sources/ContentCodings/
	sed -i 's/^\( *\){ \.identity },$$/&\n\1{ .xor },/' $(with_xor)/Sources/Catalog/Catalog.swift
	WSE_EMBEDDED=1 swift build --package-path $(with_xor) --scratch-path $(with_xor)/.build -c release --quiet --product wsencoder
	cp $(with_xor)/.build/release/libwsencoder.so $@

# What MTOM is compared with, in processes of their own.
build/gsoap/packages: Tests/Interop/gsoap/packages.c Tests/Interop/gsoap/content.h | $(setup)
	@mkdir -p $(@D)/content
	soapcpp2 -c -CL -x -w -I/usr/share/gsoap/import -d $(@D)/content $(filter %.h,$^) > $(@D)/content/soapcpp2.log
	$(CC) -std=gnu11 -O2 -w -I$(@D)/content -o $@ $< $(@D)/content/soapC.c -lgsoap

# Scaling curves, as SVG; BENCH_PLOT_FLAGS=--huge goes on to 1 GiB.
bench-plot: deps build/bench
	@rm -rf build/plots && mkdir -p build/plots
	build/bench --curves build/plots $(BENCH_PLOT_FLAGS)
	gnuplot -e "directory='build/plots'" Tests/Benchmarks/curves.gp
	@ls build/plots/*.svg

# The tables of speed of README.md and its page: from BENCH_JSON if that names results, else from a run of what they show.
readme_tables = python3 -B Tests/Benchmarks/readme.py

bench-readme: deps $(if $(BENCH_JSON),,build/bench build/wcf/mono_serializer.exe)
ifeq ($(BENCH_JSON),)
	build/bench --json build/bench-readme.json $(BENCH_FLAGS) $$($(readme_tables) --rows)
	build/bench --serializer build/wcf/mono_serializer.exe --json build/bench-readme-wcf.json $(BENCH_FLAGS) \
		$$($(readme_tables) --serializer-rows)
endif
	$(readme_tables) README.md Tests/Benchmarks/README.md $(or $(BENCH_JSON),build/bench-readme.json build/bench-readme-wcf.json)

# ---- Instructions ----

instructions_sources := $(wildcard Tests/Benchmarks/Instructions/*.c) \
	$(addprefix Tests/Benchmarks/,calls.c identity.c identity_decoder.c kinds.c message.c ours.c stream.c)

instructions_headers := $(wildcard Tests/Benchmarks/*.h Tests/Benchmarks/*/*.h Tests/Support/*.h)

build/bench-instructions: $(instructions_sources) $(instructions_headers) $(headers) $(links) | $(setup)
	$(c) -ITests/Benchmarks -o $@ $(instructions_sources) $(use_library) -lffi -Wl,-rpath,'$$ORIGIN'

count_instructions = timeout 600 python3 -B Tests/Benchmarks/Instructions/count.py build/bench-instructions $(library)

bench-instructions: deps build/bench-instructions
	$(count_instructions)

bench-check: deps build/bench-instructions
	$(count_instructions) Tests/Benchmarks/instructions.tsv $(BENCH_CHECK_FLAGS)

# ---- Beside Microsoft's serializer ----

bench-wcf: deps build/bench build/wcf/mono_serializer.exe
	build/bench --serializer build/wcf/mono_serializer.exe $(BENCH_FLAGS)

BENCH_MONO_BYTES ?= 1048576

bench-mono: deps build/wcf/mono_serializer.exe build/purchase-order
	build/purchase-order $(BENCH_MONO_BYTES) > build/wcf/order.xml
	mono build/wcf/mono_serializer.exe build/wcf/order.xml

build/wcf/mono_serializer.exe: Tests/Benchmarks/mono_serializer.cs | $(setup)
	$(mcs)

# The message of the benchmarks, of any size.
build/purchase-order: Tests/Messages/purchase_order.c Tests/Benchmarks/message.c Tests/Benchmarks/message.h \
		Tests/Support/random.h
	@mkdir -p $(@D)
	$(c) -ITests/Benchmarks -o $@ $(filter %.c,$^)
