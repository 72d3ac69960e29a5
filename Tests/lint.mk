# The rules of the source that compilers do not know.

# Of the formatters, Swift's is part of its toolchain.
packages += $(call for,lint,clang-format)

.PHONY: lint

lint: deps
	sh Tests/Install/lint.sh
