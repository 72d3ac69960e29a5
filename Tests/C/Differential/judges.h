/* What other people's parsers make of a document. expat knows the names of XML's fourth edition, libxml2 those of the fifth. */
#ifndef JUDGES_H
#define JUDGES_H

#include "Support/support.h"

/** What a parser has found in a document: elements, attributes, declarations that say something new, texts, comments. */
struct judgement {
    bool is_accepted;
    struct bytes events;
};

struct judgement judged_by_expat(const struct bytes *document);
struct judgement judged_by_libxml2(const struct bytes *document);
bool judgements_agree(const struct judgement *one, const struct judgement *other);

#endif
