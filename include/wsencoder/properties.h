/**
 * libwsencoder: the properties of encoders and decoders. Include wsencoder.h, whose conventions apply here, too.
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

/** Calling conventions. WSE_ABI_DEFAULT is the platform's own; the others exist only on x86-64. */
typedef enum {
    WSE_ABI_DEFAULT = 0,
    WSE_ABI_SYSV = 1, /* System V AMD64: Linux */
    WSE_ABI_WIN64 = 2 /* Microsoft x64: Windows, and Windows programs under Wine */
} WSE_ABI;

/** Which label of a compressed binary XML message names the compression. */
typedef enum {
    /** The content type: "application/soap+msbin1+gzip". WCF does this in requests, and in all messages over net.tcp. */
    WSE_COMPRESSION_LABEL_CONTENT_TYPE = 0,
    /** The content encoding: "application/soap+msbin1" and "gzip". WCF does this in replies over HTTP. */
    WSE_COMPRESSION_LABEL_CONTENT_ENCODING = 1
} WSE_COMPRESSION_LABEL;

/** How to handle characters that XML 1.0 does not allow. See WSE_PROPERTY_INVALID_CHARACTERS. */
typedef enum {
    WSE_INVALID_CHARACTERS_REFUSE = 0,
    WSE_INVALID_CHARACTERS_REFERENCE = 1,
    WSE_INVALID_CHARACTERS_REPLACE = 2,
    WSE_INVALID_CHARACTERS_DROP = 3
} WSE_INVALID_CHARACTERS;

/**
 * The properties of encoders and decoders. Each comment gives the type of the value, its range, its default, and the codecs and
 * directions that have the property. Others refuse the property; they do not ignore it.
 */
typedef enum {
    /**
     * LONG; encoders. The compression level. [P1] gzip, deflate and the compressed forms of binary XML: 0 to 9, default 6; br:
     * 0 to 11, default 5; zstd: -131072 to 22, default 3. Other codecs do not have this property.
     */
    WSE_PROPERTY_COMPRESSION_LEVEL = 0,
    /**
     * ULONG, bytes, 1 to 1,073,741,824, default 65,536. [P2] The largest number of bytes that an encoder passes to its sink in
     * one call, and that a decoder asks its source for. identity passes on the host's buffers and does not have this property.
     */
    WSE_PROPERTY_CHUNK_SIZE = 1,
    /**
     * ULONGLONG, bytes, default 67,108,864; 0: no limit; decoders. The largest size of a decoded message. [P3] A message of
     * exactly this size is accepted. A larger one is refused with WS_E_QUOTA_EXCEEDED, and by then at most this number of bytes
     * has been returned.
     */
    WSE_PROPERTY_MAX_DECODED_SIZE = 2,
    /**
     * ULONG, default 0: no limit; decoders. The largest ratio of decoded bytes to encoded bytes. [P4] At no point may the bytes
     * returned so far be more than this factor times the bytes read from the source so far; beyond that the message is refused
     * with WS_E_QUOTA_EXCEEDED. Before it refuses, the decoder reads ahead up to one chunk. A message that fits in one chunk is
     * therefore judged as a whole. A longer message can be refused because its beginning expands more than the whole does; the
     * smaller WSE_PROPERTY_CHUNK_SIZE is, the earlier that happens. identity does not have this property.
     */
    WSE_PROPERTY_MAX_EXPANSION = 3,
    /**
     * ULONG, bytes, 1,024 to 1,073,741,824; decoders br (default 16,777,216) and zstd (default 8,388,608, RFC 9659). The
     * largest window of a stream. [P5] A stream that requires a larger window is refused with WS_E_QUOTA_EXCEEDED before that
     * memory is allocated. The br encoder of this library requires at most 256 KiB. The zstd encoder requires 2 MiB at level 3,
     * and 8 MiB from level 17 on.
     */
    WSE_PROPERTY_MAX_WINDOW_SIZE = 4,
    /**
     * WSE_ABI, default WSE_ABI_DEFAULT. [P6] The calling convention of the table's functions and of all callbacks that the host
     * passes to them. Every codec and every chain has this property. A registered codec may use another convention itself.
     */
    WSE_PROPERTY_ABI = 5,
    /**
     * BOOL, default TRUE; encoders of binary XML. [P7] Whether text that looks like a value, such as "12.5" or a date, may be
     * written as a record of that value where this is shorter. The text is always read back exactly as it was. A record is
     * chosen only if every typed read of WCF returns for it what it returns for the plain characters: the same value or the
     * same refusal. Typed reads are those of ReadElementContentAs... and ReadContentAs..., and those of DataContractSerializer
     * and XmlSerializer for members of every primitive type, also nullable, boxed, in arrays and in lists. "12.5" therefore
     * becomes a single-precision number, while "148.95", which single precision only approximates, stays text. Only a reader
     * that asks for the type of the text itself (ReadContentAsObject, ValueType) can see a difference. With FALSE, only "0",
     * "1", "true", "false" and the strings of the static dictionary are written as other records than text.
     */
    WSE_PROPERTY_TYPED_TEXT = 6,
    /*
     * [P8] The properties from WSE_PROPERTY_MAX_DEPTH to WSE_PROPERTY_MAX_SESSION_SIZE are limits of binary XML and, unless the
     * comment says otherwise, of the XML in mtom. They are of type ULONG and exist in both directions unless the comment says
     * otherwise. A message that exceeds a limit is refused with WS_E_QUOTA_EXCEEDED; one that reaches it exactly is accepted.
     */
    /** The depth to which elements are nested, 1 to 65,536, default 128. */
    WSE_PROPERTY_MAX_DEPTH = 7,
    /** The number of attributes of an element, 0 to 1,048,576, default 128. */
    WSE_PROPERTY_MAX_ATTRIBUTES = 8,
    /** The number of namespace declarations of an element, 0 to 1,048,576, default 128. */
    WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS = 9,
    /**
     * Bytes of UTF-8 in a name with its prefix, and in a namespace, 1 to 1,048,576, default 16,384. [P30] In a namespace
     * declaration, the prefix counts as a name and the value as a namespace, however the message writes them. No other limit
     * applies to the value.
     */
    WSE_PROPERTY_MAX_NAME_LENGTH = 10,
    /**
     * Bytes of UTF-8 in a comment, and in the value of an attribute that does not declare a namespace, 0 to 1,073,741,824,
     * default 65,536. [P31] A reference counts as the character it stands for, and a line ending as one character, no matter
     * how long the text that the encoder reads is. Two fixed limits apply to that text in every encoder: 256 bytes for a
     * reference, from "&" to ";", and 1,024 bytes for the XML declaration, from "<?xml" to "?>". A message that exceeds one of
     * them is refused with WS_E_QUOTA_EXCEEDED. White space in tags and around the root element is skipped and not limited.
     */
    WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH = 11,
    /** The number of elements in an array, 0 to 1,048,576, default 65,536; decoders of binary XML. */
    WSE_PROPERTY_MAX_ARRAY_LENGTH = 12,
    /**
     * Bytes in all the strings of a session, including the encoded length of each, 0 to 1,048,576, default 2,048 as in WCF;
     * msbinsession1 and its compressed forms. [P9] An encoder that has no room left for a string writes it out in every
     * message, as WCF does; a decoder refuses a message that exceeds the limit. With 0, no message has a string table, and each
     * stands by itself.
     */
    WSE_PROPERTY_MAX_SESSION_SIZE = 13,
    /**
     * WSE_COMPRESSION_LABEL, default WSE_COMPRESSION_LABEL_CONTENT_TYPE; encoders msbin1+gzip, msbin1+deflate,
     * msbinsession1+gzip and msbinsession1+deflate. [P10] Which content type and content encoding GetContentType returns. The
     * message is the same. Decoders accept both labels. As in WCF, they also accept the plain type without an encoding, for a
     * message that is not compressed.
     */
    WSE_PROPERTY_COMPRESSION_LABEL = 14,
    /**
     * BOOL, default FALSE; encoder deflate. [P11] Whether to write raw deflate data (RFC 1951), without the header and the
     * checksum that HTTP's "deflate" has. .NET before version 6 reads only this form; the decoder of this library accepts both.
     */
    WSE_PROPERTY_RAW_DEFLATE = 15,
    /**
     * BOOL, default FALSE; decoder gzip. [P12] Whether to accept the content types "application/gzip" and "application/x-gzip"
     * without a content encoding, too. They do not say what was compressed, so newContentType is then empty, which every codec
     * accepts as its own type. With FALSE such a message is refused, and the error names this property.
     */
    WSE_PROPERTY_GZIP_CONTENT_TYPE = 16,
    /**
     * WSE_INVALID_CHARACTERS, default WSE_INVALID_CHARACTERS_REFUSE; binary XML, both directions. How to handle U+0001 to
     * U+001F (except tab, line feed and carriage return), U+FFFE and U+FFFF in text and in attribute values. A .NET string can
     * hold these characters; XML 1.0 cannot.
     *
     * REFUSE: [P16] the message is refused with WS_E_INVALID_FORMAT, and the error names this property.
     * REFERENCE: [P17] nothing is lost. A decoder writes character references such as &#x1;, as WCF does, and an encoder reads
     * them. What the decoder writes is not well-formed XML 1.0: pass it only to a reader that accepts such references. An
     * encoder still refuses the characters themselves. Both directions refuse them in comments, which cannot have references.
     * REPLACE, DROP: [P18] each of the characters is replaced with U+FFFD or dropped, in comments, too. A message is refused if
     * dropping one would leave two hyphens side by side in a comment. An encoder treats references to the characters in the
     * same way.
     *
     * [P19] U+0000 and lone surrogates are always refused. So are the characters above in a name or a namespace. Limits count
     * the value as the record of the binary message holds it.
     */
    WSE_PROPERTY_INVALID_CHARACTERS = 17,
    /*
     * The properties from WSE_PROPERTY_MAX_INLINE_SIZE on are those of mtom. A package that exceeds a limit is refused with
     * WS_E_QUOTA_EXCEEDED; one that reaches it exactly is accepted.
     */
    /**
     * ULONG, bytes, 0 to 1,073,741,824, default 767 as in WCF; encoder mtom. [P40] The content of an element that is base64 in
     * canonical form and stands for more bytes than this becomes a part of the package. Shorter content stays as it is. See
     * MTOM in wsencoder.h for what counts as base64.
     */
    WSE_PROPERTY_MAX_INLINE_SIZE = 18,
    /**
     * WS_STRING, 1 to 70 characters; encoder mtom. [P41] The boundary between the parts, and what the identifiers of the parts
     * are made of: with it, the same message becomes the same package each time. The characters are those of RFC 2046, section
     * 5.1.1: letters, digits, "'()+_,-./:=?" and, not at the end, blanks. They are copied. A message in which the boundary
     * occurs is refused with WS_E_INVALID_FORMAT. By default each message has a boundary of 128 random bits, which no message
     * can contain by chance.
     */
    WSE_PROPERTY_MIME_BOUNDARY = 19,
    /**
     * ULONG, bytes, 0 to 1,073,741,824; mtom, both directions. [P42] The parts of a package that are held in memory at a time.
     * An encoder (default 67,108,864) holds all parts of a message until its XML has ended. A decoder (default 65,536 as in
     * WCF) holds only parts that come before the root part or in another order than the elements that refer to them. The
     * identifiers of parts before the root part count, too.
     */
    WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE = 20,
    /**
     * ULONG, bytes, 0 to 1,073,741,824, default 65,536 as in WCF; decoder mtom. [P43] The root part, counted from the first
     * xop:Include whose part has not come yet: that much of it is held in memory until the parts come. What stands before it
     * is passed on at once. The start tag of an xop:Include may have 65,536 bytes even if the limit is smaller. Other limits of
     * the root part are those of XML. The encoder has no such limit: a message that it encodes may exceed this one.
     */
    WSE_PROPERTY_MAX_ROOT_SIZE = 21,
    /**
     * ULONG, bytes, 1 to 1,048,576, default 32,768 as in WCF; decoder mtom. [P44] The header fields of one part,
     * with their line breaks but without the empty line after them.
     */
    WSE_PROPERTY_MAX_PART_HEADER_SIZE = 22,
    /** ULONG, 0 to 1,048,576, default 1,000 as in WCF; decoder mtom. [P45] The parts of a package, not counting the root. */
    WSE_PROPERTY_MAX_PARTS = 23
} WSE_PROPERTY_ID;

/** A property and its value. */
typedef struct _WSE_PROPERTY {
    WSE_PROPERTY_ID id;
    const void *value; /* suitably aligned; copied */
    ULONG valueSize;   /* in bytes: the exact size of the property's type */
} WSE_PROPERTY;

/* ---- Descriptions of the properties, for programs that have no table of their own ---- */

/** The type of a value. */
typedef enum {
    WSE_VALUE_LONG = 0,
    WSE_VALUE_ULONG = 1,
    WSE_VALUE_ULONGLONG = 2,
    WSE_VALUE_BOOL = 3,   /* every value but 0 means TRUE */
    WSE_VALUE_CHOICE = 4, /* an enumeration of this header: see `choices` */
    WSE_VALUE_STRING = 5  /* WS_STRING */
} WSE_VALUE_TYPE;

/** What a value counts. */
typedef enum {
    WSE_UNIT_NONE = 0, /* nothing, or other things than those below */
    WSE_UNIT_BYTES = 1,
    WSE_UNIT_CHARACTERS = 2 /* the length of a string */
} WSE_UNIT;

/** The directions of a codec. Combine them with |. */
typedef enum {
    WSE_DIRECTION_ENCODER = 1,
    WSE_DIRECTION_DECODER = 2
} WSE_DIRECTION;

/**
 * A property of a codec. [Q3] The library refuses exactly the values that are not within minimum and maximum. Those of a string
 * are bounds of its length; WSE_PROPERTY_ID says which characters it may have.
 */
typedef struct _WSE_PROPERTY_DESCRIPTION {
    WSE_PROPERTY_ID id;
    WSE_VALUE_TYPE type;
    ULONG valueSize;  /* what WSE_PROPERTY.valueSize must be */
    WSE_UNIT unit;
    ULONG directions; /* those of WSE_DIRECTION that have the property */
    BOOL hasDefault;  /* FALSE: there is no default, or it depends on the link or the direction */
    LONGLONG minimum;
    LONGLONG maximum; /* [Q4] of WSE_PROPERTY_MAX_DECODED_SIZE: 2^63 - 1. A value above that is accepted, and limits nothing. */
    LONGLONG defaultValue; /* 0 if hasDefault is FALSE */
    const char *name;      /* the WSE_PROPERTY_ID as an option: "max-decoded-size" */
    const char *choices;   /* for WSE_VALUE_CHOICE, the names of the values from 0 on, separated by commas; otherwise NULL */
    const char *summary;   /* what it is for, in English, without a full stop: "the number of attributes of an element" */
} WSE_PROPERTY_DESCRIPTION;

/**
 * Describes one property of a codec. To list all of them, call it with index 0, 1, 2 and so on until it returns WS_S_END.
 *
 * codec          a name or a chain, as for WseCreateChannelEncoder. [Q5] A chain has the properties of all its links. The range
 *                of each is what all links that have it accept; if no value is, minimum is above maximum. NULL: [Q6] the
 *                properties of all built-in codecs, each with the smallest range that contains the ranges of all of them.
 * directions     one or both of WSE_DIRECTION. [Q7] With both, the properties of either direction are described. A direction in
 *                which the codec does not exist is left out.
 * index          counts from 0, in the order of WSE_PROPERTY_ID.
 * description    receives the description.
 *
 * [Q8] WseCreateChannelEncoder and WseCreateChannelDecoder accept exactly the properties that are described. A codec of
 * WseRegisterEncoder has WSE_PROPERTY_ABI alone.
 *
 * Ownership: the strings are constant and valid as long as the library is loaded.
 *
 * Returns S_OK; WS_S_END ([Q9] there are no more properties; description is unchanged); E_INVALIDARG (description is NULL, or
 *   directions is not as above); WS_E_NOT_SUPPORTED (there is no such codec in any of the directions); WS_E_QUOTA_EXCEEDED
 *   (the chain has more than 8 links); E_OUTOFMEMORY.
 * Since: 0.1
 */
HRESULT WseGetCodecProperty(const char *codec, ULONG directions, ULONG index, WSE_PROPERTY_DESCRIPTION *description,
                            WS_ERROR *error);

#ifdef __cplusplus
}
#endif
#endif
