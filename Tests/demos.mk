# The demonstrations.

.PHONY: demo demo-wcf

demo: deps build/demo
	build/demo Tests/Messages/purchase-order.xml

demo-wcf: deps build/wcf/echo_service.exe build/wcf/call_service
	@cat Tests/Messages/say-hello.xml
	@sh $(wcf)/with_service.sh build/wcf/echo_service.exe build/wcf/call_service < Tests/Messages/say-hello.xml
	@echo

build/demo: Tests/C/demo.c $(headers) $(links)
	$(c) -o $@ $< $(use_library) -Wl,-rpath,'$$ORIGIN'
