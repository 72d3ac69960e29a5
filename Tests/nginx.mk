# The module for nginx, which is built with Debian's headers of nginx, and its tests. `make` and `make install` need none of it.

packages += $(if $(filter nginx install-nginx %nginx test test-nginx-%,$(MAKECMDGOALS)),nginx nginx-dev)
packages += $(if $(filter demo-nginx,$(MAKECMDGOALS)),curl)
packages += $(if $(filter test-nginx-load,$(MAKECMDGOALS)),wrk)

nginx_source ?= /usr/share/nginx/src
nginx_modules ?= $(prefix)/lib/nginx/modules
nginx_objects := build/nginx/objects
nginx_module := build/nginx/ngx_http_wsencoder_module.so
nginx_c := $(CC) -std=gnu11 -fPIC $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) $(warnings) -Iinclude/wsencoder \
	$(patsubst %,-isystem $(nginx_source)/src/%,core event event/modules os/unix http http/modules http/v2) \
	-isystem $(nginx_objects)

.PHONY: nginx install-nginx demo-nginx test-nginx

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
