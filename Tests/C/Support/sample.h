/* The registered codec that reads in Start. */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "Support/support.h"

#include "Plugin/sample_codec.h"

/** Registers it as "sample", "sample-checked" and "sample-win64", which is checked, too, and compiled for Windows. */
void register_sample(void);
void unregister_sample(void);

/** What they are registered with, in that order. */
extern struct sample_codec sample_codecs[3];

#endif
