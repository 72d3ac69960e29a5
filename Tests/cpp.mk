# wsencoder.hpp, with each compiler at hand and in both languages that it is for; with clang's sanitizers, where they link.

.PHONY: test-cpp
tests += test-cpp

cpp_sources := $(wildcard Tests/Cpp/*.cpp)
cpp_inputs := $(cpp_sources) $(wildcard Tests/Cpp/*.hpp) $(cpp_headers) $(cpp_parts) $(headers)
cpp_flags := -g -D_GNU_SOURCE -Wall -Wextra -Wshadow -Wconversion -Werror -pedantic -Iinclude/wsencoder
clang_there := $(shell command -v clang++)
cpp_programs := $(foreach compiler,g++ $(if $(clang_there),clang++),$(foreach standard,17 20,build/cpp/$(compiler)-$(standard)))
sanitizers := -fsanitize=address,undefined -fno-sanitize-recover=all -fuse-ld=lld
sanitized = $(shell echo 'int main() {}' | clang++ $(sanitizers) -x c++ - -o /dev/null 2>/dev/null && echo '$(sanitizers)')

$(cpp_programs): build/cpp/%: $(cpp_inputs) $(links)
	@mkdir -p $(@D)
	$(word 1,$(subst -, ,$*)) -std=c++$(word 2,$(subst -, ,$*)) $(cpp_flags) $(if $(filter clang%,$*),$(sanitized),-O1) -o $@ \
		$(cpp_sources) $(use_library) -lpthread -Wl,-rpath,'$$ORIGIN/..'

test-cpp: deps $(cpp_programs)
	$(timed) $@ sh -c 'for program in $(cpp_programs); do echo "$$program"; timeout 60 $$program || exit 1; done'
