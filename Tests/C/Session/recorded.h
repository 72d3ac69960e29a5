/* A session that a client and a service of WCF have had over net.tcp, without its framing: two messages in each direction. They
 * were recorded by the authors of pynettcp, in whose version 0.1.0 they are tests/golden/framing_none.json (MIT licence). */
#ifndef SESSION_RECORDED_H
#define SESSION_RECORDED_H

#include "Support/support.h"

/** Two of the client, two of the service, in hexadecimal. */
static const char *const recorded_messages[4] = {
    /* clang-format off */
    "5a2175726e3a44656d6f536572766963652f4944656d6f536572766963652f4563686f1d6e65742e7463703a2f2f6c6f6361"
    "6c686f73743a383839382f44656d6f044563686f0f75726e3a44656d6f53657276696365047465787456020b0173040b0161"
    "065608440a1e0082ab01441aad86842bc9fbce01428a8922bcd24b699e442c442aab1401440c1e0082ab0301560e42050a07"
    "4209990668656c6c6f30010101",
    "0056020b0173040b0161065608440a1e0082ab01441aadf2fc44e0e9f6db49b548c629bfda2cc7442c442aab1401440c1e00"
    "82ab0301560e42050a074209990668656c6c6f31010101",
    "522975726e3a44656d6f536572766963652f4944656d6f536572766963652f4563686f526573706f6e73650c4563686f5265"
    "73706f6e73650f75726e3a44656d6f536572766963650a4563686f526573756c7456020b0173040b0161065608440a1e0082"
    "ab014412ad86842bc9fbce01428a8922bcd24b699e440c1e0082ab1401560e42030a054207990668656c6c6f30010101",
    "0056020b0173040b0161065608440a1e0082ab014412adf2fc44e0e9f6db49b548c629bfda2cc7440c1e0082ab1401560e42"
    "030a054207990668656c6c6f31010101",
    /* clang-format on */
};

/** The bytes of a recorded message. Returns how many. */
static inline size_t recorded_message(int index, BYTE bytes[256])
{
    const char *digits = recorded_messages[index];
    size_t count = strlen(digits) / 2;
    assert_true(count <= 256);
    for (size_t i = 0; i < count; i++) {
        unsigned value = 0;
        assert_int_equal(1, sscanf(digits + 2 * i, "%2x", &value));
        bytes[i] = (BYTE)value;
    }
    return count;
}

#endif
