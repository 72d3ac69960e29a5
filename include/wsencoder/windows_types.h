/**
 * The basic types and the result codes of Windows, for platforms that lack them. webservices.h and porting/windows.h use them.
 */
#ifndef WSENCODER_WINDOWS_TYPES_H
#define WSENCODER_WINDOWS_TYPES_H

#if defined(_WIN32)
#error "use the system's own <windows.h> on Windows"
#endif

#include <stdint.h>

/* ---- Basic types. ULONG and HRESULT have 32 bits, as on Windows, whatever the size of `long` is here. ---- */

typedef uint8_t BYTE;
typedef int32_t BOOL;
typedef uint16_t USHORT;
typedef int32_t LONG;
typedef uint32_t ULONG;
typedef uint64_t ULONGLONG;
typedef int32_t HRESULT;
typedef uint16_t LANGID;
typedef uint32_t DWORD;

#ifndef TRUE
#define TRUE 1
#endif
#ifndef FALSE
#define FALSE 0
#endif

/**
 * A UTF-16 code unit. It has the type of the characters of L"..." where wchar_t has 16 bits, as with -fshort-wchar; otherwise,
 * the type of the characters of u"...". The wide-character functions of the C library work with neither.
 */
#if defined(__WCHAR_MAX__) && __WCHAR_MAX__ <= 0xFFFF
#ifdef __cplusplus
typedef wchar_t WCHAR;
#else
typedef __WCHAR_TYPE__ WCHAR;
#endif
#elif defined(__cplusplus)
typedef char16_t WCHAR;
#else
typedef uint16_t WCHAR;
#endif

#ifndef CALLBACK
#define CALLBACK
#endif
#ifndef WINAPI
#define WINAPI
#endif

#ifndef SUCCEEDED
#define SUCCEEDED(hr) ((HRESULT)(hr) >= 0)
#endif
#ifndef FAILED
#define FAILED(hr) ((HRESULT)(hr) < 0)
#endif

/* ---- Result codes. Non-negative values mean success; facility 0x3D is Windows Web Services. ---- */

#define S_OK ((HRESULT)0x00000000)
#define S_FALSE ((HRESULT)0x00000001)
#define NOERROR S_OK
#define E_NOTIMPL ((HRESULT)0x80004001)
#define E_NOINTERFACE ((HRESULT)0x80004002)
#define E_POINTER ((HRESULT)0x80004003)
#define E_ABORT ((HRESULT)0x80004004)
#define E_FAIL ((HRESULT)0x80004005)
#define E_UNEXPECTED ((HRESULT)0x8000FFFF)
#define E_PENDING ((HRESULT)0x8000000A)
#define E_BOUNDS ((HRESULT)0x8000000B)
#define E_ACCESSDENIED ((HRESULT)0x80070005)
#define E_HANDLE ((HRESULT)0x80070006)
#define E_OUTOFMEMORY ((HRESULT)0x8007000E)
#define E_INVALIDARG ((HRESULT)0x80070057)

#define WS_S_ASYNC ((HRESULT)0x003D0000)
#define WS_S_END ((HRESULT)0x003D0001)
#define WS_E_INVALID_FORMAT ((HRESULT)0x803D0000)
#define WS_E_OBJECT_FAULTED ((HRESULT)0x803D0001)
#define WS_E_NUMERIC_OVERFLOW ((HRESULT)0x803D0002)
#define WS_E_INVALID_OPERATION ((HRESULT)0x803D0003)
#define WS_E_OPERATION_ABORTED ((HRESULT)0x803D0004)
#define WS_E_ENDPOINT_ACCESS_DENIED ((HRESULT)0x803D0005)
#define WS_E_OPERATION_TIMED_OUT ((HRESULT)0x803D0006)
#define WS_E_OPERATION_ABANDONED ((HRESULT)0x803D0007)
#define WS_E_QUOTA_EXCEEDED ((HRESULT)0x803D0008)
#define WS_E_NO_TRANSLATION_AVAILABLE ((HRESULT)0x803D0009)
#define WS_E_SECURITY_VERIFICATION_FAILURE ((HRESULT)0x803D000A)
#define WS_E_ADDRESS_IN_USE ((HRESULT)0x803D000B)
#define WS_E_ADDRESS_NOT_AVAILABLE ((HRESULT)0x803D000C)
#define WS_E_ENDPOINT_NOT_FOUND ((HRESULT)0x803D000D)
#define WS_E_ENDPOINT_NOT_AVAILABLE ((HRESULT)0x803D000E)
#define WS_E_ENDPOINT_FAILURE ((HRESULT)0x803D000F)
#define WS_E_ENDPOINT_UNREACHABLE ((HRESULT)0x803D0010)
#define WS_E_ENDPOINT_ACTION_NOT_SUPPORTED ((HRESULT)0x803D0011)
#define WS_E_ENDPOINT_TOO_BUSY ((HRESULT)0x803D0012)
#define WS_E_ENDPOINT_FAULT_RECEIVED ((HRESULT)0x803D0013)
#define WS_E_ENDPOINT_DISCONNECTED ((HRESULT)0x803D0014)
#define WS_E_PROXY_FAILURE ((HRESULT)0x803D0015)
#define WS_E_PROXY_ACCESS_DENIED ((HRESULT)0x803D0016)
#define WS_E_NOT_SUPPORTED ((HRESULT)0x803D0017)
#define WS_E_PROXY_REQUIRES_BASIC_AUTH ((HRESULT)0x803D0018)
#define WS_E_PROXY_REQUIRES_DIGEST_AUTH ((HRESULT)0x803D0019)
#define WS_E_PROXY_REQUIRES_NTLM_AUTH ((HRESULT)0x803D001A)
#define WS_E_PROXY_REQUIRES_NEGOTIATE_AUTH ((HRESULT)0x803D001B)
#define WS_E_SERVER_REQUIRES_BASIC_AUTH ((HRESULT)0x803D001C)
#define WS_E_SERVER_REQUIRES_DIGEST_AUTH ((HRESULT)0x803D001D)
#define WS_E_SERVER_REQUIRES_NTLM_AUTH ((HRESULT)0x803D001E)
#define WS_E_SERVER_REQUIRES_NEGOTIATE_AUTH ((HRESULT)0x803D001F)
#define WS_E_INVALID_ENDPOINT_URL ((HRESULT)0x803D0020)
#define WS_E_OTHER ((HRESULT)0x803D0021)
#define WS_E_SECURITY_TOKEN_EXPIRED ((HRESULT)0x803D0022)
#define WS_E_SECURITY_SYSTEM_FAILURE ((HRESULT)0x803D0023)

#endif
