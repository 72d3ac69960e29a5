/* A transform that does what a test tells it: it copies, and may break a rule at a call of the test's choice. */
#ifndef ODD_TRANSFORM_H
#define ODD_TRANSFORM_H

#include "wsencoder.h"

/** What one call of `process` does. */
enum deed {
    COPY, /* as it should */
    TAKE_TOO_MUCH,
    WRITE_TOO_MUCH,
    CLAIM_ONE_MORE, /* takes the input, writes nothing and says that it has written a byte more than there was room for */
    LEAVE_INPUT,    /* asks for more and has taken nothing */
    MAY_END_WITH_INPUT,
    FULL_WITH_ROOM,
    FINISH_EARLY,  /* an encoder is finished before the last input */
    WANT_MORE,     /* asks for more after the last input */
    SAY_NOTHING,   /* does not set *progress */
    SAY_NONSENSE,  /* sets it to 17 */
    PROMISE,       /* WS_S_ASYNC */
    SUCCEED_ODDLY, /* S_FALSE */
    FAIL,          /* WS_E_QUOTA_EXCEEDED with a string, after 2 bytes */
    FAIL_SILENTLY, /* E_UNEXPECTED without one */
    FAIL_TWICE,    /* with two strings */
    FAIL_EMPTILY,  /* E_FAIL with a string of no characters */
};

/** The context: what was called how often, and what is to happen. */
struct odd {
    enum deed deed;
    int at; /* the process call of a message that does it, from 0 */
    HRESULT create_result, begin_result;
    int creates, begins, processes, commits, abandons, frees, contexts_freed;
    int last_calls; /* process calls with isLast */
    ULONG options_size;
    LONG level;
};

/** The codec "odd" in both directions, with everything that a codec can have but levels, types and sessions. */
WSE_CODEC odd_transform(struct odd *odd);

#endif
