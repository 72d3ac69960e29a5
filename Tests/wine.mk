# A Windows program under Wine, which uses the library through its Win64 border: host.exe, compiled with Wine's webservices.h
# and Debian's Windows compiler, loads bridge.dll.so, Linux code that Wine can load.

# Windows programs are of x86-64 and are tested there alone.
wine_packages := wine64 wine64-tools libwine-dev gcc-mingw-w64-x86-64-win32
packages += $(if $(filter x86_64,$(machine)),$(call for,test test-wine,$(wine_packages)))

wine_sources := Tests/Interop/wine
wine_headers := $(wildcard $(wine_sources)/*.h Tests/Support/*.h)
windows_objects := $(patsubst %,build/wine/windows/%.o,host channel windows_codec test_codecs test_registered registers_win64)
linux_objects := $(patsubst %,build/wine/linux/%.o,bridge linux_pump linux_exchange linux_codec registers_sysv)
windows_cc = $(or $(shell command -v x86_64-w64-mingw32-gcc-win32),x86_64-w64-mingw32-gcc)
winegcc = $(or $(shell command -v winegcc-stable),winegcc)
wine_header = $(firstword $(wildcard $(addsuffix /webservices.h,/usr/include/wine/wine/windows /usr/include/wine/windows)))
wine_library = $(firstword $(wildcard /usr/lib/*/wine/x86_64-windows/libwebservices.a \
	/usr/lib*/wine/x86_64-windows/libwebservices.a))

ifeq ($(machine),x86_64)
test-wine: deps build/wine/host.exe build/wine/bridge.dll.so
	$(timed) $@ sh $(wine_sources)/run.sh build/wine
else
test-wine:
	@echo "skipped - test-wine: Windows programs are of x86-64, and this machine is $(machine)"
endif

build/wine/windows/webservices.h: | $(setup)
	@mkdir -p $(@D)
	cp "$(wine_header)" $@

build/wine/windows/%.o: $(wine_sources)/%.c build/wine/windows/webservices.h $(wine_headers) | $(setup)
	$(windows_cc) -std=gnu11 -O2 -g $(warnings) -Ibuild/wine/windows -c $< -o $@

build/wine/windows/%.o: $(wine_sources)/%.S | build/wine/windows/webservices.h $(setup)
	$(windows_cc) -c $< -o $@

build/wine/host.exe: $(windows_objects)
	$(windows_cc) -o $@ $^ "$(wine_library)"

build/wine/linux/%.o: $(wine_sources)/%.c $(wine_headers) $(headers) | $(setup)
	@mkdir -p $(@D)
	$(c) -fPIC -fvisibility=hidden -c $< -o $@

build/wine/linux/%.o: $(wine_sources)/%.S | $(setup)
	@mkdir -p $(@D)
	$(CC) -c $< -o $@

build/wine/bridge.dll.so: $(wine_sources)/bridge.spec $(linux_objects) $(links)
	$(winegcc) -m64 -shared -o $@ $(wine_sources)/bridge.spec $(linux_objects) $(use_library) -lpthread -Wl,-rpath,'$$ORIGIN/..'
