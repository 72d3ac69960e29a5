/**
 * libwsencoder, properties: what can be set on an encoder or decoder. The conventions of wsencoder.h hold here, too; include
 * that.
 */
#ifndef WSENCODER_PROPERTIES_H
#define WSENCODER_PROPERTIES_H

#if defined(_WIN32)
#include <windows.h>
#include <webservices.h>
#else
#include "webservices.h"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** How arguments and results are passed. WSE_ABI_DEFAULT is the platform's own; the others exist on x86-64 alone. */
typedef enum {
    WSE_ABI_DEFAULT = 0,
    WSE_ABI_SYSV = 1, /* System V AMD64: Linux */
    WSE_ABI_WIN64 = 2 /* Microsoft x64: Windows, and Windows programs under Wine */
} WSE_ABI;

/** Where a message of compressed binary XML says how it is compressed. */
typedef enum {
    /** In the content type: "application/soap+msbin1+gzip". WCF labels requests so, and all messages of net.tcp. */
    WSE_COMPRESSION_LABEL_CONTENT_TYPE = 0,
    /** In the content encoding: "application/soap+msbin1" and "gzip". WCF labels replies over HTTP so. */
    WSE_COMPRESSION_LABEL_CONTENT_ENCODING = 1
} WSE_COMPRESSION_LABEL;

/** What becomes of a character that XML 1.0 does not allow: see WSE_PROPERTY_INVALID_CHARACTERS. */
typedef enum {
    WSE_INVALID_CHARACTERS_REFUSE = 0,
    WSE_INVALID_CHARACTERS_REFERENCE = 1,
    WSE_INVALID_CHARACTERS_REPLACE = 2,
    WSE_INVALID_CHARACTERS_DROP = 3
} WSE_INVALID_CHARACTERS;

/**
 * What can be set on an encoder or decoder. The comment gives the type of the value, the range and the default. A property
 * that a codec or direction does not have is refused, not ignored.
 */
typedef enum {
    /**
     * LONG; encoders. [P1] gzip and deflate 0 to 9, default 6; br 0 to 11, default 5; zstd -131072 to 22, default 3.
     * identity has none.
     */
    WSE_PROPERTY_COMPRESSION_LEVEL = 0,
    /**
     * ULONG, bytes, 1 to 1,073,741,824, default 65,536. [P2] An encoder hands its sink at most so many bytes in one call, and
     * a decoder asks its source for at most so many. identity, which passes the host's buffers on, has none.
     */
    WSE_PROPERTY_CHUNK_SIZE = 1,
    /**
     * ULONGLONG, bytes, default 67,108,864; 0: no limit; decoders. [P3] A message that decodes to more is refused with
     * WS_E_QUOTA_EXCEEDED, having given at most so many bytes; one of exactly so many is accepted.
     */
    WSE_PROPERTY_MAX_DECODED_SIZE = 2,
    /**
     * ULONG, default 0: no limit; decoders. [P4] At no point may a message have given more than so many times the bytes
     * read from the source so far; beyond that it is refused with WS_E_QUOTA_EXCEEDED. Before it refuses, the decoder reads
     * ahead, up to one chunk: a message that fits in one is judged as a whole, and a longer one whose beginning expands more
     * than its whole can be refused, the earlier the smaller WSE_PROPERTY_CHUNK_SIZE is. identity has none.
     */
    WSE_PROPERTY_MAX_EXPANSION = 3,
    /**
     * ULONG, bytes, 1,024 to 1,073,741,824; decoders br and zstd; defaults 16,777,216 and 8,388,608 (RFC 9659). [P5] A
     * stream that asks for a larger window is refused with WS_E_QUOTA_EXCEEDED before that memory is allocated. This
     * library's own encoders ask for at most 256 KiB (br) and for 2 MiB at level 3 up to 8 MiB from level 17 on (zstd).
     */
    WSE_PROPERTY_MAX_WINDOW_SIZE = 4,
    /**
     * WSE_ABI, default WSE_ABI_DEFAULT. [P6] The calling convention of the table's functions and of all callbacks that its
     * host gives to them. Any codec or chain has it, and one that is registered may be of another convention.
     */
    WSE_PROPERTY_ABI = 5,
    /**
     * BOOL, default TRUE; encoders of binary XML. [P7] Whether text that reads like a value, such as "12.5" or a date, may be
     * written as that value where this is shorter. It reads back as exactly the same text, and a record is chosen only if
     * every typed read of WCF (ReadElementContentAs..., ReadContentAs..., DataContractSerializer and XmlSerializer members of
     * every primitive type, nullable, boxed, in arrays and lists) gives what it gives for plain characters: the same value or
     * the same refusal. So 12.5 becomes a number of single precision, and 148.95, which that holds only nearly, stays text.
     * Only a reader that asks for the type of the text itself (ReadContentAsObject, ValueType) can tell. FALSE leaves "0",
     * "1", "true", "false" and the strings of the static dictionary, which have records of their own.
     */
    WSE_PROPERTY_TYPED_TEXT = 6,
    /**
     * [P8] From here to WSE_PROPERTY_MAX_SESSION_SIZE: ULONG; binary XML, in both directions unless the comment says
     * otherwise. A message with more is refused with WS_E_QUOTA_EXCEEDED; one with exactly so much is accepted.
     *
     * Elements within one another, 1 to 65,536, default 128.
     */
    WSE_PROPERTY_MAX_DEPTH = 7,
    /** Attributes of an element, up to 1,048,576, default 128. */
    WSE_PROPERTY_MAX_ATTRIBUTES = 8,
    /** Namespace declarations of an element, up to 1,048,576, default 128. */
    WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS = 9,
    /**
     * Bytes of UTF-8 in a name with its prefix, and in a namespace, 1 to 1,048,576, default 16,384. [P30] Of a namespace
     * declaration, the prefix counts as a name and the value as a namespace, however the message writes them; its value is
     * subject to this limit alone.
     */
    WSE_PROPERTY_MAX_NAME_LENGTH = 10,
    /**
     * Bytes of UTF-8 in the value of an attribute that declares no namespace, and in a comment, up to 1,073,741,824, default
     * 65,536. [P31] References count as the characters that they stand for, and the end of a line as one. How long the
     * written form is does not matter, except for two fixed limits that encoders apply everywhere: a reference may have 256
     * bytes, from "&" to ";", and the XML declaration 1,024, from "<?xml" to "?>"; beyond that the message is refused
     * with WS_E_QUOTA_EXCEEDED. White space in tags and around the root element is skipped as it comes, in any amount.
     */
    WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH = 11,
    /** Elements in an array, up to 1,048,576, default 65,536; decoders. */
    WSE_PROPERTY_MAX_ARRAY_LENGTH = 12,
    /**
     * Bytes in all the strings of a session together with their lengths, up to 1,048,576, default 2,048 as in WCF;
     * msbinsession1 and its compressed forms. [P9] An encoder that has no room for a string writes it out in each message,
     * as WCF does; a decoder refuses what exceeds it. With 0 no message has strings, and each stands by itself.
     */
    WSE_PROPERTY_MAX_SESSION_SIZE = 13,
    /**
     * WSE_COMPRESSION_LABEL, default WSE_COMPRESSION_LABEL_CONTENT_TYPE; encoders msbin1+gzip, msbin1+deflate and the same of
     * msbinsession1. [P10] Which content type and encoding GetContentType returns; the message itself is the same. The
     * decoders take both labels, and the plain type without an encoding, as WCF does: then the message is not compressed.
     */
    WSE_PROPERTY_COMPRESSION_LABEL = 14,
    /**
     * BOOL, default FALSE; encoder deflate. [P11] Write raw deflated data (RFC 1951), without the header and the checksum that
     * HTTP's "deflate" has. It is the only form that .NET reads before version 6; the decoder takes both.
     */
    WSE_PROPERTY_RAW_DEFLATE = 15,
    /**
     * BOOL, default FALSE; decoder gzip. [P12] Take the content types "application/gzip" and "application/x-gzip" without a
     * content encoding, too. They do not say what is compressed: newContentType is then empty, which any codec takes for its
     * own type. FALSE refuses such a message, and the error names this property.
     */
    WSE_PROPERTY_GZIP_CONTENT_TYPE = 16,
    /**
     * WSE_INVALID_CHARACTERS, default WSE_INVALID_CHARACTERS_REFUSE; binary XML, in both directions. What becomes of U+0001 to
     * U+001F (but tab, line feed and carriage return), U+FFFE and U+FFFF in text and in the values of attributes: a string of
     * .NET can hold them, and XML 1.0 cannot.
     *
     * REFUSE: [P16] the message is refused with WS_E_INVALID_FORMAT, and the error names this property.
     * REFERENCE: [P17] nothing is lost. A decoder writes character references such as &#x1; as WCF does, and an encoder reads
     * them. What the decoder writes is not well-formed XML 1.0: hand it only to a reader that is told to take such references.
     * An encoder still refuses the bare character, and either refuses one in a comment, where there are no references.
     * REPLACE, DROP: [P18] U+FFFD stands for each, or nothing does, in comments, too, but where a dropped one would leave two
     * hyphens side by side. An encoder does so to references and to bare characters.
     *
     * [P19] U+0000, lone surrogates, and any of these characters in a name or namespace are refused in any case. Limits count
     * the value that the record of the binary message holds.
     */
    WSE_PROPERTY_INVALID_CHARACTERS = 17
} WSE_PROPERTY_ID;

typedef struct _WSE_PROPERTY {
    WSE_PROPERTY_ID id;
    const void *value; /* suitably aligned; copied */
    ULONG valueSize;   /* in bytes; the exact size of the property's type */
} WSE_PROPERTY;

#ifdef __cplusplus
}
#endif
#endif
