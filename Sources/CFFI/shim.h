/*
 * libffi as Swift needs it: call interfaces by signature, and calls with arguments in words.
 *
 * Only one Swift file may include this, and what calls a function that has a static variable is never inlined there: the
 * variable exists once for each object file that has such a call.
 */
#include <ffi.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

/* The parameter lists of the callback types of webservices.h: P is a pointer, U an unsigned and S a signed 32-bit number. */
typedef enum {
    wse_shape_p,      /* P; no result */
    wse_shape_ppp,    /* PPP */
    wse_shape_ppppp,  /* PPPPP */
    wse_shape_ppupp,  /* PPUPP */
    wse_shape_ppuppp, /* PPUPPP */
    wse_shape_sup,    /* SUP; no result */
    wse_shape_supppp  /* SUPPPP */
} wse_shape;

enum { wse_shape_count = 7, wse_most_arguments = 6 };

static inline const char *wse_shape_arguments(wse_shape shape)
{
    static const char *const arguments[wse_shape_count] = { "P", "PPP", "PPPPP", "PPUPP", "PPUPPP", "SUP", "SUPPPP" };
    return arguments[shape];
}

static inline int wse_shape_has_no_result(wse_shape shape)
{
    return shape == wse_shape_p || shape == wse_shape_sup;
}

/* libffi's name for a calling convention; 0 if the platform lacks it. */
static inline ffi_abi wse_convention(int win64)
{
#if defined(__x86_64__) && !defined(_WIN32) && !defined(__ILP32__)
    return win64 ? FFI_WIN64 : FFI_UNIX64;
#else
    return win64 ? (ffi_abi)0 : FFI_DEFAULT_ABI;
#endif
}

static inline pthread_mutex_t *wse_ffi_mutex(void)
{
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    return &mutex;
}

static inline void wse_prepare(ffi_cif *interface, ffi_type **types, wse_shape shape, ffi_abi abi)
{
    const char *letters = wse_shape_arguments(shape);
    unsigned count = 0;
    for (; letters[count]; count++)
        types[count] = letters[count] == 'P' ? &ffi_type_pointer : letters[count] == 'U' ? &ffi_type_uint32 : &ffi_type_sint32;
    /* Cannot fail: the types are libffi's own, and the convention is one that the platform has. */
    (void)ffi_prep_cif(interface, abi, count, wse_shape_has_no_result(shape) ? &ffi_type_void : &ffi_type_sint32, types);
}

/* The call interface of a shape; NULL if the platform lacks the convention. The first call prepares all of them. */
static inline ffi_cif *wse_call_interface(wse_shape shape, int win64)
{
    static ffi_cif interfaces[2][wse_shape_count];
    static ffi_type *types[2][wse_shape_count][wse_most_arguments];
    static int are_prepared[2];
    ffi_abi abi = wse_convention(win64);

    if (!abi)
        return NULL;
    win64 = !!win64;
    if (!__atomic_load_n(&are_prepared[win64], __ATOMIC_ACQUIRE)) {
        pthread_mutex_lock(wse_ffi_mutex());
        if (!are_prepared[win64])
            for (int each = 0; each < wse_shape_count; each++)
                wse_prepare(&interfaces[win64][each], types[win64][each], (wse_shape)each, abi);
        __atomic_store_n(&are_prepared[win64], 1, __ATOMIC_RELEASE);
        pthread_mutex_unlock(wse_ffi_mutex());
    }
    return &interfaces[win64][shape];
}

typedef void (*wse_closure_function)(void *interface, void *result, void **arguments, void *context);

/*
 * Creates a closure, and stores its address as a function; NULL if there is no memory for it. Where the system refuses memory
 * that is both writable and executable, libffi's allocator is not thread-safe, hence the mutex.
 */
static inline void *wse_create_closure(ffi_cif *interface, wse_closure_function function, void *context, void **address)
{
    pthread_mutex_lock(wse_ffi_mutex());
    ffi_closure *closure = (ffi_closure *)ffi_closure_alloc(sizeof *closure, address);
    void (*body)(ffi_cif *, void *, void **, void *) = (void (*)(ffi_cif *, void *, void **, void *))(void (*)(void))function;
    if (closure && ffi_prep_closure_loc(closure, interface, body, context, *address) != FFI_OK) {
        ffi_closure_free(closure);
        closure = NULL;
    }
    pthread_mutex_unlock(wse_ffi_mutex());
    return closure;
}

static inline void wse_free_closure(void *closure)
{
    pthread_mutex_lock(wse_ffi_mutex());
    ffi_closure_free(closure);
    pthread_mutex_unlock(wse_ffi_mutex());
}

/* Arguments and results of closures and calls pass through libffi as words: results are widened to one. */
static inline void wse_store_result(void *result, int32_t value)
{
    *(ffi_sarg *)result = value;
}

static inline int32_t wse_call_interface_with(ffi_cif *interface, void *function, void **arguments, int has_no_result)
{
    ffi_sarg result = 0;
    ffi_call(interface, FFI_FN(function), &result, arguments);
    return has_no_result ? 0 : (int32_t)result;
}
