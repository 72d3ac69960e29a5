# The module for nginx, which is built with Debian's headers of nginx, and its tests. `make` and `make install` need none of it.

packages += $(call for,nginx test demo-nginx test-nginx test-nginx-load bench-nginx install-nginx,nginx nginx-dev python3)
packages += $(call for,demo-nginx test test-nginx,curl mono-mcs mono-runtime libmono-system-servicemodel4.0a-cil)
packages += $(call for,test-nginx-load bench-nginx,wrk)
packages += $(call for,bench-nginx,valgrind)

nginx_source ?= /usr/share/nginx/src
nginx_modules ?= $(prefix)/lib/nginx/modules
nginx_objects := build/nginx/objects
nginx_module := build/nginx/ngx_http_wsencoder_module.so
nginx_c := $(CC) -std=gnu11 -fPIC $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) $(warnings) -Iinclude/wsencoder \
	$(patsubst %,-isystem $(nginx_source)/src/%,core event event/modules os/unix http http/modules http/v2) \
	-isystem $(nginx_objects)

.PHONY: nginx install-nginx demo-nginx test-nginx test-nginx-load bench-nginx

nginx: deps $(nginx_module)

# What nginx was configured with, and the list of modules that a dynamic module carries.
$(nginx_objects)/ngx_auto_config.h: Sources/nginx/config | $(setup)
	@[ -x $(nginx_source)/configure ] || { echo "the headers of nginx are missing: make deps nginx" >&2; exit 1; }
	@mkdir -p $(nginx_objects)
	cd $(nginx_source) && bash -c '. ./conf_flags && ./configure --with-cc-opt="-fPIC -I$$1/include/wsencoder" \
		--with-ld-opt="-L$$1/build" "$${NGX_CONF_FLAGS[@]}" --add-dynamic-module="$$1/Sources/nginx" \
		--builddir="$$1/$(nginx_objects)"' configure "$(CURDIR)" > $(CURDIR)/build/nginx/configure.log \
		|| { cat $(CURDIR)/build/nginx/configure.log; exit 1; }

$(nginx_module): $(wildcard Sources/nginx/*.[ch]) $(nginx_objects)/ngx_auto_config.h $(headers) $(links) | $(setup)
	$(nginx_c) -shared -o $@ $(wildcard Sources/nginx/*.c) $(nginx_objects)/ngx_http_wsencoder_module_modules.c \
		$(use_library) -Wl,-rpath,'$$ORIGIN/..'

# The same with AddressSanitizer, for the tests.
build/nginx/checked/ngx_http_wsencoder_module.so: $(nginx_module)
	@mkdir -p $(@D)
	$(nginx_c) -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined -shared -o $@ \
		$(wildcard Sources/nginx/*.c) $(nginx_objects)/ngx_http_wsencoder_module_modules.c $(use_library) \
		-Wl,-rpath,'$$ORIGIN/../..'

# The library must be installed. The module finds it there, and not beside itself, as the one in build/ does.
install-nginx: $(nginx_module)
	$(INSTALL) -d "$(DESTDIR)$(nginx_modules)"
	$(nginx_c) -shared -s -o "$(DESTDIR)$(nginx_modules)/$(notdir $<)" $(wildcard Sources/nginx/*.c) \
		$(nginx_objects)/ngx_http_wsencoder_module_modules.c $(use_library) $(runpath)
	chmod 644 "$(DESTDIR)$(nginx_modules)/$(notdir $<)"

nginx_demo = sh $(wcf)/with_service.sh build/wcf/echo_service.exe sh Tests/Nginx/demo.sh $(nginx_module) \
	Tests/Messages/say-hello.xml

demo-nginx: deps $(nginx_module) build/wcf/echo_service.exe
	@cat Tests/Messages/say-hello.xml
	@echo
	@$(nginx_demo)

nginx_tests = timeout 300 python3 -B -W error -m unittest discover -s Tests/Nginx

test-nginx: deps $(nginx_module) build/nginx/checked/ngx_http_wsencoder_module.so build/wcf/echo_service.exe
	$(timed) $@ $(nginx_tests)
	$(timed) "$@, WCF" $(nginx_demo)
	$(timed) "$@, AddressSanitizer" env WSE_NGINX_MODULE=build/nginx/checked/ngx_http_wsencoder_module.so \
		WSE_NGINX_PRELOAD="$$($(CC) -print-file-name=libasan.so):$$($(CC) -print-file-name=libubsan.so)" $(nginx_tests)

# A minute of load with the memory of the workers watched, and many connections that are idle.
test-nginx-load: deps $(nginx_module)
	$(timed) $@ timeout 600 python3 -B -W error Tests/Nginx/load.py

bench-nginx: deps $(nginx_module)
	python3 -B Tests/Nginx/instructions.py
	python3 -B Tests/Nginx/measure.py $(BENCH_NGINX_FLAGS)
