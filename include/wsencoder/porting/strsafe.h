/**
 * The functions of Windows' <strsafe.h> that measure, copy and append strings of CHAR and WCHAR. StringCchLengthA takes CHAR,
 * StringCchLengthW takes WCHAR, and StringCchLength is one of the two, depending on UNICODE; the others follow the same
 * pattern. Sizes and lengths are in characters. Sizes include the terminating zero; lengths do not.
 *
 * There is no StringCchPrintf. For CHAR, use snprintf; the C library cannot format strings of 16-bit characters.
 */
#ifndef WSENCODER_PORTING_STRSAFE_H
#define WSENCODER_PORTING_STRSAFE_H

#include "windows.h"

#define STRSAFE_MAX_CCH 2147483647
#define STRSAFE_E_INVALID_PARAMETER ((HRESULT)-2147024809) /* 0x80070057 */
#define STRSAFE_E_INSUFFICIENT_BUFFER ((HRESULT)-2147024774) /* 0x8007007A */

/*
 * [W2] Length   stores the length of `string`. Returns STRSAFE_E_INVALID_PARAMETER if the first `size` characters have no
 *               terminating zero.
 * [W3] Copy     copies `source` and its zero to `destination`, which has room for `size` characters. If they do not fit, it
 *               copies what fits, terminates that with a zero and returns STRSAFE_E_INSUFFICIENT_BUFFER.
 *      CopyN    like Copy, for at most the first `count` characters of `source`.
 * [W4] Cat      appends `source` to the string at `destination`; like Copy if it does not fit.
 *      CatN     like Cat, for at most the first `count` characters of `source`.
 *
 * If `size` is 0 or greater than STRSAFE_MAX_CCH, they return STRSAFE_E_INVALID_PARAMETER and write nothing.
 */
#define WSE_STRING_FUNCTIONS(Length, CopyN, Copy, CatN, Cat, Character) \
    static inline HRESULT Length(const Character *string, size_t size, size_t *length) \
    { \
        size_t i = 0; \
        if (string == NULL || size > STRSAFE_MAX_CCH) return STRSAFE_E_INVALID_PARAMETER; \
        while (i < size && string[i] != 0) i++; \
        if (i == size) return STRSAFE_E_INVALID_PARAMETER; \
        if (length != NULL) *length = i; \
        return S_OK; \
    } \
    static inline HRESULT CopyN(Character *destination, size_t size, const Character *source, size_t count) \
    { \
        size_t i = 0; \
        if (size == 0 || size > STRSAFE_MAX_CCH || count > STRSAFE_MAX_CCH) return STRSAFE_E_INVALID_PARAMETER; \
        for (; i < count && source[i] != 0; i++) { \
            if (i == size - 1) { \
                destination[i] = 0; \
                return STRSAFE_E_INSUFFICIENT_BUFFER; \
            } \
            destination[i] = source[i]; \
        } \
        destination[i] = 0; \
        return S_OK; \
    } \
    static inline HRESULT Copy(Character *destination, size_t size, const Character *source) \
    { \
        return CopyN(destination, size, source, STRSAFE_MAX_CCH); \
    } \
    static inline HRESULT CatN(Character *destination, size_t size, const Character *source, size_t count) \
    { \
        size_t length; \
        HRESULT hr = Length(destination, size, &length); \
        if (FAILED(hr)) return hr; \
        return CopyN(destination + length, size - length, source, count); \
    } \
    static inline HRESULT Cat(Character *destination, size_t size, const Character *source) \
    { \
        return CatN(destination, size, source, STRSAFE_MAX_CCH); \
    }

WSE_STRING_FUNCTIONS(StringCchLengthA, StringCchCopyNA, StringCchCopyA, StringCchCatNA, StringCchCatA, CHAR)
WSE_STRING_FUNCTIONS(StringCchLengthW, StringCchCopyNW, StringCchCopyW, StringCchCatNW, StringCchCatW, WCHAR)
#undef WSE_STRING_FUNCTIONS

#ifdef UNICODE
#define StringCchLength StringCchLengthW
#define StringCchCopy StringCchCopyW
#define StringCchCopyN StringCchCopyNW
#define StringCchCat StringCchCatW
#define StringCchCatN StringCchCatNW
#else
#define StringCchLength StringCchLengthA
#define StringCchCopy StringCchCopyA
#define StringCchCopyN StringCchCopyNA
#define StringCchCat StringCchCatA
#define StringCchCatN StringCchCatNA
#endif

#endif
