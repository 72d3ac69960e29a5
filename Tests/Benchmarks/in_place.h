/* pugixml and rapidxml, which are in C++ and parse text in place: the strings of their trees are parts of the text, which they
 * change. */
#ifndef BENCHMARKS_IN_PLACE_H
#define BENCHMARKS_IN_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Parses a text, after which there is a byte of 0, and frees the tree. Returns whether the text is well-formed. */
typedef bool (*in_place_parser)(char *text, size_t size);

/* Both with the options that their documentation calls the default. */
bool parse_with_pugixml(char *text, size_t size);
bool parse_with_rapidxml(char *text, size_t size);

/* As the header has it: major, minor and patch. */
unsigned pugixml_version(void);

#ifdef __cplusplus
}
#endif

#endif
