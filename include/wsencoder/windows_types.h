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

typedef uint8_t BYTE; /* 8 bits, unsigned */
typedef int32_t BOOL; /* TRUE, FALSE, or any other value for TRUE */
typedef uint16_t USHORT; /* 16 bits, unsigned */
typedef int32_t LONG; /* 32 bits, signed */
typedef uint32_t ULONG; /* 32 bits, unsigned */
typedef int64_t LONGLONG; /* 64 bits, signed */
typedef uint64_t ULONGLONG; /* 64 bits, unsigned */
typedef int32_t HRESULT; /* a result code; negative for failures */
typedef uint16_t LANGID; /* a language */
typedef uint32_t DWORD; /* 32 bits, unsigned */

#ifndef TRUE
#define TRUE 1 /* the value of a BOOL that is true */
#endif
#ifndef FALSE
#define FALSE 0 /* the value of a BOOL that is false */
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
#define SUCCEEDED(hr) ((HRESULT)(hr) >= 0) /* whether a result is a success */
#endif
#ifndef FAILED
#define FAILED(hr) ((HRESULT)(hr) < 0) /* whether a result is a failure */
#endif

/*
 * ---- Result codes. Non-negative values mean success; facility 0x3D is Windows Web Services. ----
 *
 * Failures are spelled as negative decimal numbers, because Swift imports no constant whose literal exceeds the type it is cast
 * to: (HRESULT)0x80004005 would be missing there. The comment gives the value as Microsoft's documentation writes it, and
 * what it means.
 */

#define S_OK ((HRESULT)0x00000000) /* success */
#define S_FALSE ((HRESULT)0x00000001) /* success, with another answer */
#define NOERROR S_OK /* the original error code of a WS_ERROR that has none */
#define E_NOTIMPL ((HRESULT)-2147467263)      /* 0x80004001: not implemented */
#define E_NOINTERFACE ((HRESULT)-2147467262)  /* 0x80004002: no such interface */
#define E_POINTER ((HRESULT)-2147467261)      /* 0x80004003: an invalid pointer */
#define E_ABORT ((HRESULT)-2147467260)        /* 0x80004004: aborted */
#define E_FAIL ((HRESULT)-2147467259)         /* 0x80004005: an unspecified failure */
#define E_UNEXPECTED ((HRESULT)-2147418113)   /* 0x8000FFFF: an unexpected failure */
#define E_PENDING ((HRESULT)-2147483638)      /* 0x8000000A: the data is not there yet */
#define E_BOUNDS ((HRESULT)-2147483637)       /* 0x8000000B: out of bounds */
#define E_ACCESSDENIED ((HRESULT)-2147024891) /* 0x80070005: access denied */
#define E_HANDLE ((HRESULT)-2147024890)       /* 0x80070006: an invalid handle */
#define E_OUTOFMEMORY ((HRESULT)-2147024882)  /* 0x8007000E: memory is short */
#define E_INVALIDARG ((HRESULT)-2147024809)   /* 0x80070057: an argument is wrong */

#define WS_S_ASYNC ((HRESULT)0x003D0000) /* the call goes on, and the callback of its WS_ASYNC_CONTEXT will be called */
#define WS_S_END ((HRESULT)0x003D0001) /* there are no more messages */
#define WS_E_INVALID_FORMAT ((HRESULT)-2143485952)                 /* 0x803D0000: the input is malformed */
#define WS_E_OBJECT_FAULTED ((HRESULT)-2143485951)                 /* 0x803D0001: the object has failed before */
#define WS_E_NUMERIC_OVERFLOW ((HRESULT)-2143485950)               /* 0x803D0002: a number is too large */
#define WS_E_INVALID_OPERATION ((HRESULT)-2143485949)              /* 0x803D0003: the call is out of order */
#define WS_E_OPERATION_ABORTED ((HRESULT)-2143485948)              /* 0x803D0004: the object was freed meanwhile */
#define WS_E_ENDPOINT_ACCESS_DENIED ((HRESULT)-2143485947)         /* 0x803D0005: the peer denies access */
#define WS_E_OPERATION_TIMED_OUT ((HRESULT)-2143485946)            /* 0x803D0006: a time limit was exceeded */
#define WS_E_OPERATION_ABANDONED ((HRESULT)-2143485945)            /* 0x803D0007: the operation was abandoned */
#define WS_E_QUOTA_EXCEEDED ((HRESULT)-2143485944)                 /* 0x803D0008: a limit was exceeded */
#define WS_E_NO_TRANSLATION_AVAILABLE ((HRESULT)-2143485943)       /* 0x803D0009: no text in that language */
#define WS_E_SECURITY_VERIFICATION_FAILURE ((HRESULT)-2143485942)  /* 0x803D000A: a security check failed */
#define WS_E_ADDRESS_IN_USE ((HRESULT)-2143485941)                 /* 0x803D000B: the address is in use */
#define WS_E_ADDRESS_NOT_AVAILABLE ((HRESULT)-2143485940)          /* 0x803D000C: the address is not available */
#define WS_E_ENDPOINT_NOT_FOUND ((HRESULT)-2143485939)             /* 0x803D000D: the peer does not know the address */
#define WS_E_ENDPOINT_NOT_AVAILABLE ((HRESULT)-2143485938)         /* 0x803D000E: the service is not available */
#define WS_E_ENDPOINT_FAILURE ((HRESULT)-2143485937)               /* 0x803D000F: the peer has failed */
#define WS_E_ENDPOINT_UNREACHABLE ((HRESULT)-2143485936)           /* 0x803D0010: the peer cannot be reached */
#define WS_E_ENDPOINT_ACTION_NOT_SUPPORTED ((HRESULT)-2143485935)  /* 0x803D0011: the peer does not know the action */
#define WS_E_ENDPOINT_TOO_BUSY ((HRESULT)-2143485934)              /* 0x803D0012: the peer is too busy */
#define WS_E_ENDPOINT_FAULT_RECEIVED ((HRESULT)-2143485933)        /* 0x803D0013: the peer sent a fault */
#define WS_E_ENDPOINT_DISCONNECTED ((HRESULT)-2143485932)          /* 0x803D0014: the peer closed the connection */
#define WS_E_PROXY_FAILURE ((HRESULT)-2143485931)                  /* 0x803D0015: the proxy failed */
#define WS_E_PROXY_ACCESS_DENIED ((HRESULT)-2143485930)            /* 0x803D0016: the proxy denies access */
#define WS_E_NOT_SUPPORTED ((HRESULT)-2143485929)                  /* 0x803D0017: not supported */
#define WS_E_PROXY_REQUIRES_BASIC_AUTH ((HRESULT)-2143485928)      /* 0x803D0018: the proxy asks for basic authentication */
#define WS_E_PROXY_REQUIRES_DIGEST_AUTH ((HRESULT)-2143485927)     /* 0x803D0019: the proxy asks for digest authentication */
#define WS_E_PROXY_REQUIRES_NTLM_AUTH ((HRESULT)-2143485926)       /* 0x803D001A: the proxy asks for NTLM */
#define WS_E_PROXY_REQUIRES_NEGOTIATE_AUTH ((HRESULT)-2143485925)  /* 0x803D001B: the proxy asks for Negotiate */
#define WS_E_SERVER_REQUIRES_BASIC_AUTH ((HRESULT)-2143485924)     /* 0x803D001C: the server asks for basic authentication */
#define WS_E_SERVER_REQUIRES_DIGEST_AUTH ((HRESULT)-2143485923)    /* 0x803D001D: the server asks for digest authentication */
#define WS_E_SERVER_REQUIRES_NTLM_AUTH ((HRESULT)-2143485922)      /* 0x803D001E: the server asks for NTLM */
#define WS_E_SERVER_REQUIRES_NEGOTIATE_AUTH ((HRESULT)-2143485921) /* 0x803D001F: the server asks for Negotiate */
#define WS_E_INVALID_ENDPOINT_URL ((HRESULT)-2143485920)           /* 0x803D0020: the URL is malformed */
#define WS_E_OTHER ((HRESULT)-2143485919)                          /* 0x803D0021: another failure */
#define WS_E_SECURITY_TOKEN_EXPIRED ((HRESULT)-2143485918)         /* 0x803D0022: a security token has expired */
#define WS_E_SECURITY_SYSTEM_FAILURE ((HRESULT)-2143485917)        /* 0x803D0023: the security system failed */

#endif
