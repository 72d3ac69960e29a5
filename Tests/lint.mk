# The rules of the source that compilers do not know.

# Of the formatters, Swift's is part of its toolchain.
packages += $(if $(filter lint,$(MAKECMDGOALS)),clang-format)

.PHONY: lint

lint: deps
	sh Tests/Install/lint.sh
