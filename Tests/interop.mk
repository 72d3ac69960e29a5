# Other implementations: the programs of the codecs, Python, and Windows Communication Foundation on Mono.

packages += $(call for,test test-peers test-python,python3 gzip zstd brotli libc-bin)
packages += $(call for,test test-peers lint bench bench-plot,gsoap libgsoap-dev)
packages += $(call for,test test-peers,tshark)
# Microsoft's serializer of binary XML and a WCF service to call, as Mono carries them.
packages += $(call for,test test-wcf test-readme demo-wcf bench-wcf bench-mono bench-readme lint,python3 mono-mcs mono-runtime \
	libmono-system-servicemodel4.0a-cil libcurl4-openssl-dev)

test-peers: deps build/wsenc build/gsoap/echo
	$(timed) $@ python3 Tests/Interop/test_peers.py build/wsenc
	$(timed) "$@, packages" timeout 300 python3 Tests/Interop/test_package_peers.py build/wsenc build/gsoap/echo
	$(timed) "$@, tshark" timeout 300 python3 Tests/Interop/test_net_tcp.py build/wsenc

# A service of gSOAP, most of which its compiler writes.
build/gsoap/echo: Tests/Interop/gsoap/echo.c Tests/Interop/gsoap/files.h | $(setup)
	@mkdir -p $(@D)
	soapcpp2 -c -L -x -w -I/usr/share/gsoap/import -d $(@D) Tests/Interop/gsoap/files.h > $(@D)/soapcpp2.log
	$(CC) -O2 -w -I$(@D) -o $@ Tests/Interop/gsoap/echo.c $(@D)/soapC.c $(@D)/soapServer.c -lgsoap

# Mono looks only every 50 ms for what has come, so that 1,000 messages at once take long.
.PHONY: test-wcf-1000
test-wcf-1000: deps build/wsenc build/examples/net_tcp $(addprefix build/wcf/,echo_service.exe echo_client.exe call_service \
		call_net_tcp)
	$(timed) $@ env WSE_NET_TCP_MESSAGES=1000 timeout 500 python3 Tests/Interop/wcf/test_service.py build/wcf/echo_service.exe \
		build/wcf/call_service build/wcf/call_net_tcp build/wcf/echo_client.exe build/wsenc build/examples/net_tcp

# Not a part of `make test`: it needs PyPI.
.PHONY: test-pynettcp
test-pynettcp: deps build/wsenc build/pynettcp/bin/python
	$(timed) $@ timeout 120 build/pynettcp/bin/python Tests/Interop/pynettcp/test_pynettcp.py build/wsenc

build/pynettcp/bin/python: | $(setup)
	python3 -m venv build/pynettcp
	build/pynettcp/bin/pip install -q pynettcp==0.1.0

# The package and the library as they are in the tree.
with_python_package := PYTHONPATH=Sources/python LD_LIBRARY_PATH=build

test-python: deps all
	$(timed) $@ env $(with_python_package) timeout 300 python3 -B -W error -m unittest discover -s Tests/Interop/python
	$(timed) "$@, types" env MYPYPATH=Sources/python timeout 300 mypy --config-file Sources/python/pyproject.toml \
		--cache-dir build/mypy Sources/python/wsencoder Tests/Interop/python/typed_program.py

# Types are checked with Debian's mypy, and the transport of zeep with Debian's Python, which has Debian's zeep.
packages += $(call for,test test-python,mypy python3-zeep)
packages += $(call for,test test-zeep,python3-zeep mono-mcs mono-runtime libmono-system-servicemodel4.0a-cil)

.PHONY: test-zeep
tests += test-zeep

test-zeep: deps all build/wcf/echo_service.exe build/wcf/file_service.exe
	$(timed) $@ env $(with_python_package) timeout 200 /usr/bin/python3 -B Tests/Interop/zeep/test_zeep.py \
		build/wcf/echo_service.exe build/wcf/file_service.exe

# ---- Windows Communication Foundation, on Mono ----

wcf := Tests/Interop/wcf
mcs = @mkdir -p $(@D) && mcs -nologo -optimize+ -warnaserror -out:$@ $^ $(addprefix -r:,System.dll System.Core.dll \
	System.Xml.dll System.Runtime.Serialization.dll)

build/wcf/peer.exe: $(wildcard $(wcf)/Peer/*.cs) | $(setup)
	$(mcs)

build/wcf/echo_service.exe: $(wcf)/EchoService.cs $(wcf)/Local.cs | $(setup)
	$(mcs) -r:System.ServiceModel.dll

build/wcf/file_service.exe: $(wcf)/FileService.cs $(wcf)/Local.cs | $(setup)
	$(mcs)

build/wcf/send_files build/wcf/call_service: build/wcf/%: Tests/Examples/%.c $(headers) $(links) | $(setup)
	@mkdir -p $(@D)
	$(c) -o $@ $< $(use_library) -lcurl -Wl,-rpath,'$$ORIGIN/..'

build/wcf/echo_client.exe: $(wcf)/EchoClient.cs | $(setup)
	$(mcs) -r:System.ServiceModel.dll

build/wcf/out_of_order.exe: $(wcf)/OutOfOrder.cs $(wcf)/Local.cs | $(setup)
	$(mcs) -r:System.ServiceModel.dll

build/wcf/%: $(wcf)/%.c $(headers) $(links) | $(setup)
	@mkdir -p $(@D)
	$(c) -o $@ $< $(use_library) -lcurl -Wl,-rpath,'$$ORIGIN/..'

build/examples/net_tcp: Tests/Examples/net_tcp.c $(headers) $(links) | $(setup)
	@mkdir -p $(@D)
	$(c) -o $@ $< $(use_library) -Wl,-rpath,'$$ORIGIN/..'

test-wcf: deps build/wsenc build/examples/net_tcp $(addprefix build/wcf/,peer.exe echo_service.exe echo_client.exe \
		out_of_order.exe call_service call_net_tcp reverse_net_tcp file_service.exe send_files)
	$(timed) "$@, messages" timeout 300 python3 $(wcf)/test_wcf.py build/libwsencoder.so build/wcf/peer.exe
	$(timed) "$@, UTF-16" timeout 120 python3 $(wcf)/test_utf16.py build/libwsencoder.so build/wcf/peer.exe
	$(timed) "$@, packages" timeout 300 python3 $(wcf)/test_packages.py build/libwsencoder.so build/wcf/peer.exe
	$(timed) "$@, typed reads" timeout 900 python3 $(wcf)/test_typed_reads.py build/libwsencoder.so build/wcf/peer.exe
	$(timed) "$@, services" timeout 300 python3 $(wcf)/test_service.py build/wcf/echo_service.exe build/wcf/call_service \
		build/wcf/call_net_tcp build/wcf/echo_client.exe build/wsenc \
		build/examples/net_tcp
	$(timed) "$@, replies out of order" timeout 100 python3 $(wcf)/test_out_of_order.py build/wcf/out_of_order.exe \
		build/wcf/call_net_tcp build/wcf/reverse_net_tcp
	$(timed) "$@, recorded sessions" timeout 200 python3 $(wcf)/test_recorded.py build/libwsencoder.so build/wcf/peer.exe \
		build/wcf/echo_client.exe build/wsenc
	$(timed) "$@, files" timeout 120 python3 $(wcf)/test_files.py build/wcf/file_service.exe build/wcf/send_files
