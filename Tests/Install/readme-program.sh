# For tests that compile the C program of README.md in their own way, to be read with `.`: each function writes to standard output.

readme_program() { awk '/^```/ { inside = !inside; shown = inside && $0 == "```c" && ++n == 1; next } shown' README.md; }

# What README.md says that it prints.
readme_output() {
    awk '/^It prints$/ { wanted = 1 } wanted && /^```/ { inside = !inside; if (!inside) exit; next } inside' README.md | grep .
}

# The command that README.md compiles and runs it with.
readme_command() { sed -n 's/^\(cc .*message\.c .*\)/\1/p' README.md | grep .; }
