# The demonstrations.

.PHONY: demo demo-wcf test-demo

demo: deps build/demo
	build/demo Tests/Messages/purchase-order.xml

# Of what it prints, nothing may differ from what was encoded.
tests += test-demo

test-demo: deps build/demo
	$(timed) $@ build/demo Tests/Messages/purchase-order.xml

demo-wcf: deps build/wcf/echo_service.exe build/wcf/call_service
	@cat Tests/Messages/say-hello.xml
	@sh $(wcf)/with_service.sh build/wcf/echo_service.exe build/wcf/call_service < Tests/Messages/say-hello.xml
	@echo

build/demo: Tests/C/demo.c $(headers) $(links)
	$(c) -o $@ $< $(use_library) -Wl,-rpath,'$$ORIGIN'
