# What users get: the tool, an installed tree, the examples of README.md, sources written for Windows, and the library's ABI.

.PHONY: check-abi

packages += $(call for,test test-dependency,git)

test-wsenc: deps build/wsenc
	$(timed) $@ sh Tests/Install/test-wsenc.sh build/wsenc
	$(timed) "$@, XML" sh Tests/Install/test-wsenc-xml.sh build/wsenc
	$(timed) "$@, captures" sh Tests/Install/test-wsenc-captures.sh build/wsenc
	$(timed) "$@, options" sh Tests/Install/test-wsenc-options.sh build/wsenc
	$(timed) "$@, plug-ins" env CC="$(CC)" sh Tests/Install/test-wsenc-plugins.sh build/wsenc
	$(timed) "$@, net.tcp" sh Tests/Install/test-wsenc-net-tcp.sh build/wsenc
	$(timed) "$@, failures" env CC="$(CC)" sh Tests/Install/test-wsenc-failures.sh build/wsenc

test-check: deps build/wsenc
	$(timed) $@ env CC="$(CC)" sh Tests/Install/test-check.sh build/wsenc

test-install: deps all
	$(timed) $@ sh Tests/Install/test-install.sh

# Which has the library compiled once more, as a package that depends on it does.
test-dependency: deps
	$(timed) $@ timeout 900 sh Tests/Install/test-dependency.sh build/dependency

test-readme: deps all build/wcf/echo_service.exe
	$(timed) $@ sh Tests/Install/test-readme.sh

# A source written for Windows, with include/wsencoder/porting on the include path.
test-porting: deps all
	$(timed) $@ sh Tests/Install/test-porting.sh

check-abi: deps all build/tests/test_process
	sh Tests/Install/check-abi.sh $(library) $(library_needs)
	build/tests/test_process
