# Turns Tests/C/abi.tsv into static assertions about the public header; the third column is for 64 bits, the fourth for 32.
BEGIN {
    FS = "\t"
    print "/* Made from abi.tsv. */"
    print "#define ABI(value64, value32) (sizeof(void *) == 8 ? (value64) : (value32))"
}
/^#/ { next }
{ name = $2; values = "ABI(" $3 ", " $4 ")" }
$1 == "sizeof"    { check("sizeof(" name ") == " values) }
$1 == "alignof"   { check("_Alignof(" name ") == " values) }
$1 == "signed"    { check("((" name ")-1 < (" name ")1) == " values) }
$1 == "enum"      { split(name, part, "."); check(part[2] " == " values) }
$1 == "hresult"   { check("(uint32_t)" name " == " $3 "u") }
$1 == "offsetof"  { split(name, part, "."); check("offsetof(" part[1] ", " part[2] ") == " values) }
$1 == "fieldsize" { split(name, part, "."); check("sizeof(((" part[1] " *)0)->" part[2] ") == " values) }
# A value of the type that the table spells fits the declared one only if they are the same.
$1 == "callback"  { type = $3; sub(/\(CALLBACK ?\*\)/, "(CALLBACK *abi_" name ")", type)
                    print "typedef " type ";"
                    check("__builtin_types_compatible_p(" name ", abi_" name ")") }
$1 == "function"  { type = $3; if (!sub(/WINAPI\(/, "(WINAPI *abi_" name ")(", type)) sub(name, "(WINAPI *abi_" name ")", type)
                    print "typedef " type ";"
                    check("__builtin_types_compatible_p(__typeof__(&" name "), abi_" name ")") }
function check(condition) { print "_Static_assert(" condition ", \"" $1 " " name "\");"; count++ }
END { print "enum { abi_assertions = " count " };" }
