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
typedef int64_t LONGLONG;
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

/*
 * ---- Result codes. Non-negative values mean success; facility 0x3D is Windows Web Services. ----
 *
 * Failures are spelled as negative decimal numbers, because Swift imports no constant whose literal exceeds the type it is cast
 * to: (HRESULT)0x80004005 would be missing there. The comment gives the value as Microsoft's documentation writes it.
 */

#define S_OK ((HRESULT)0x00000000)
#define S_FALSE ((HRESULT)0x00000001)
#define NOERROR S_OK
#define E_NOTIMPL ((HRESULT)-2147467263)      /* 0x80004001 */
#define E_NOINTERFACE ((HRESULT)-2147467262)  /* 0x80004002 */
#define E_POINTER ((HRESULT)-2147467261)      /* 0x80004003 */
#define E_ABORT ((HRESULT)-2147467260)        /* 0x80004004 */
#define E_FAIL ((HRESULT)-2147467259)         /* 0x80004005 */
#define E_UNEXPECTED ((HRESULT)-2147418113)   /* 0x8000FFFF */
#define E_PENDING ((HRESULT)-2147483638)      /* 0x8000000A */
#define E_BOUNDS ((HRESULT)-2147483637)       /* 0x8000000B */
#define E_ACCESSDENIED ((HRESULT)-2147024891) /* 0x80070005 */
#define E_HANDLE ((HRESULT)-2147024890)       /* 0x80070006 */
#define E_OUTOFMEMORY ((HRESULT)-2147024882)  /* 0x8007000E */
#define E_INVALIDARG ((HRESULT)-2147024809)   /* 0x80070057 */

#define WS_S_ASYNC ((HRESULT)0x003D0000)
#define WS_S_END ((HRESULT)0x003D0001)
#define WS_E_INVALID_FORMAT ((HRESULT)-2143485952)                 /* 0x803D0000 */
#define WS_E_OBJECT_FAULTED ((HRESULT)-2143485951)                 /* 0x803D0001 */
#define WS_E_NUMERIC_OVERFLOW ((HRESULT)-2143485950)               /* 0x803D0002 */
#define WS_E_INVALID_OPERATION ((HRESULT)-2143485949)              /* 0x803D0003 */
#define WS_E_OPERATION_ABORTED ((HRESULT)-2143485948)              /* 0x803D0004 */
#define WS_E_ENDPOINT_ACCESS_DENIED ((HRESULT)-2143485947)         /* 0x803D0005 */
#define WS_E_OPERATION_TIMED_OUT ((HRESULT)-2143485946)            /* 0x803D0006 */
#define WS_E_OPERATION_ABANDONED ((HRESULT)-2143485945)            /* 0x803D0007 */
#define WS_E_QUOTA_EXCEEDED ((HRESULT)-2143485944)                 /* 0x803D0008 */
#define WS_E_NO_TRANSLATION_AVAILABLE ((HRESULT)-2143485943)       /* 0x803D0009 */
#define WS_E_SECURITY_VERIFICATION_FAILURE ((HRESULT)-2143485942)  /* 0x803D000A */
#define WS_E_ADDRESS_IN_USE ((HRESULT)-2143485941)                 /* 0x803D000B */
#define WS_E_ADDRESS_NOT_AVAILABLE ((HRESULT)-2143485940)          /* 0x803D000C */
#define WS_E_ENDPOINT_NOT_FOUND ((HRESULT)-2143485939)             /* 0x803D000D */
#define WS_E_ENDPOINT_NOT_AVAILABLE ((HRESULT)-2143485938)         /* 0x803D000E */
#define WS_E_ENDPOINT_FAILURE ((HRESULT)-2143485937)               /* 0x803D000F */
#define WS_E_ENDPOINT_UNREACHABLE ((HRESULT)-2143485936)           /* 0x803D0010 */
#define WS_E_ENDPOINT_ACTION_NOT_SUPPORTED ((HRESULT)-2143485935)  /* 0x803D0011 */
#define WS_E_ENDPOINT_TOO_BUSY ((HRESULT)-2143485934)              /* 0x803D0012 */
#define WS_E_ENDPOINT_FAULT_RECEIVED ((HRESULT)-2143485933)        /* 0x803D0013 */
#define WS_E_ENDPOINT_DISCONNECTED ((HRESULT)-2143485932)          /* 0x803D0014 */
#define WS_E_PROXY_FAILURE ((HRESULT)-2143485931)                  /* 0x803D0015 */
#define WS_E_PROXY_ACCESS_DENIED ((HRESULT)-2143485930)            /* 0x803D0016 */
#define WS_E_NOT_SUPPORTED ((HRESULT)-2143485929)                  /* 0x803D0017 */
#define WS_E_PROXY_REQUIRES_BASIC_AUTH ((HRESULT)-2143485928)      /* 0x803D0018 */
#define WS_E_PROXY_REQUIRES_DIGEST_AUTH ((HRESULT)-2143485927)     /* 0x803D0019 */
#define WS_E_PROXY_REQUIRES_NTLM_AUTH ((HRESULT)-2143485926)       /* 0x803D001A */
#define WS_E_PROXY_REQUIRES_NEGOTIATE_AUTH ((HRESULT)-2143485925)  /* 0x803D001B */
#define WS_E_SERVER_REQUIRES_BASIC_AUTH ((HRESULT)-2143485924)     /* 0x803D001C */
#define WS_E_SERVER_REQUIRES_DIGEST_AUTH ((HRESULT)-2143485923)    /* 0x803D001D */
#define WS_E_SERVER_REQUIRES_NTLM_AUTH ((HRESULT)-2143485922)      /* 0x803D001E */
#define WS_E_SERVER_REQUIRES_NEGOTIATE_AUTH ((HRESULT)-2143485921) /* 0x803D001F */
#define WS_E_INVALID_ENDPOINT_URL ((HRESULT)-2143485920)           /* 0x803D0020 */
#define WS_E_OTHER ((HRESULT)-2143485919)                          /* 0x803D0021 */
#define WS_E_SECURITY_TOKEN_EXPIRED ((HRESULT)-2143485918)         /* 0x803D0022 */
#define WS_E_SECURITY_SYSTEM_FAILURE ((HRESULT)-2143485917)        /* 0x803D0023 */

#endif
