# The rules of the source that compilers do not know.

.PHONY: lint

lint: deps
	sh Tests/Install/lint.sh
