/**
 * The basic types and macros of <windows.h> that sources written for Windows Web Services use. Put this directory on the
 * include path only to compile such a source; nothing else in the library needs it:
 *
 *     cc $(pkg-config --cflags wsencoder) -I$(pkg-config --variable=portingdir wsencoder) -fshort-wchar -c encoder.c
 *
 * This header has no functions of Windows. Allocate memory with malloc or new.
 */
#ifndef WSENCODER_PORTING_WINDOWS_H
#define WSENCODER_PORTING_WINDOWS_H

#include <stddef.h>
#include <string.h>

#include "../windows_types.h"
#include "sal.h"

/* ---- Types ---- */

#define CONST const
#define VOID void

typedef char CHAR;
typedef unsigned char UCHAR;
typedef int16_t SHORT;
typedef uint16_t WORD;
typedef int INT;
typedef unsigned int UINT;
typedef int8_t INT8;
typedef int16_t INT16;
typedef int32_t INT32;
typedef int64_t INT64;
typedef uint8_t UINT8;
typedef uint16_t UINT16;
typedef uint32_t UINT32;
typedef uint64_t UINT64;
typedef float FLOAT;
typedef double DOUBLE;
typedef size_t SIZE_T;
typedef intptr_t INT_PTR, LONG_PTR;
typedef uintptr_t UINT_PTR, ULONG_PTR, DWORD_PTR;

typedef void *PVOID, *LPVOID, *HANDLE;
typedef const void *LPCVOID;
typedef BYTE *PBYTE, *LPBYTE;
typedef CHAR *PSTR, *LPSTR;
typedef const CHAR *PCSTR, *LPCSTR;
typedef WCHAR *PWSTR, *LPWSTR, *PWCHAR;
typedef const WCHAR *PCWSTR, *LPCWSTR;
typedef LONG *PLONG;
typedef ULONG *PULONG;
typedef DWORD *PDWORD, *LPDWORD;

typedef struct _GUID {
    ULONG Data1;
    USHORT Data2;
    USHORT Data3;
    BYTE Data4[8];
} GUID;

/* ---- Calling conventions: the platform has only one ---- */

#ifndef __cdecl
#define __cdecl
#endif
#ifndef __stdcall
#define __stdcall
#endif
#define APIENTRY WINAPI
#define STDMETHODCALLTYPE
#define STDAPICALLTYPE

/* ---- Annotations older than sal.h ---- */

#define IN
#define OUT
#define OPTIONAL

#define UNREFERENCED_PARAMETER(parameter) ((void)(parameter))

/* ---- Memory ---- */

#define ZeroMemory(destination, length) memset((destination), 0, (length))
#define FillMemory(destination, length, fill) memset((destination), (fill), (length))
#define CopyMemory(destination, source, length) memcpy((destination), (source), (length))
#define MoveMemory(destination, source, length) memmove((destination), (source), (length))

/* ---- Parts of a result code, and result codes for the error codes of Windows ---- */

#define FACILITY_NULL 0
#define FACILITY_ITF 4
#define FACILITY_WIN32 7
#define FACILITY_WEBSERVICES 61

#define SEVERITY_SUCCESS 0
#define SEVERITY_ERROR 1

#define HRESULT_CODE(hr) ((hr) & 0xFFFF)
#define HRESULT_FACILITY(hr) (((hr) >> 16) & 0x1FFF)
#define HRESULT_SEVERITY(hr) (((hr) >> 31) & 1)
#define MAKE_HRESULT(severity, facility, code) \
    ((HRESULT)((ULONG)(severity) << 31 | (ULONG)(facility) << 16 | (ULONG)(code)))

#define ERROR_SUCCESS 0
#define NO_ERROR 0
#define ERROR_NOT_ENOUGH_MEMORY 8
#define ERROR_INVALID_DATA 13
#define ERROR_OUTOFMEMORY 14
#define ERROR_NOT_SUPPORTED 50
#define ERROR_INVALID_PARAMETER 87
#define ERROR_INSUFFICIENT_BUFFER 122
#define ERROR_MORE_DATA 234
#define ERROR_ARITHMETIC_OVERFLOW 534
#define ERROR_IO_PENDING 997

/** [W1] The HRESULT of a Windows error code. 0 and a code that is already an HRESULT are returned unchanged. */
#define HRESULT_FROM_WIN32(code) \
    ((HRESULT)(code) <= 0 ? (HRESULT)(code) : MAKE_HRESULT(SEVERITY_ERROR, FACILITY_WIN32, (code) & 0xFFFF))

#endif
