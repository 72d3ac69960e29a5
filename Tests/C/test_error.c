/* WS_ERROR, as real Windows behaves. */
#include "Support/support.h"

static void creation(void **state)
{
    (void)state;
    WS_ERROR *error = (WS_ERROR *)state;
    ULONG count = 1;
    HRESULT code = E_FAIL;
    LANGID language = 0x0413, short_language = 0;
    WS_ERROR_PROPERTY property = { WS_ERROR_PROPERTY_LANGID, &language, sizeof language };
    assert_result(E_INVALIDARG, WsCreateError(NULL, 0, NULL)); /* [R1] */
    assert_result(E_INVALIDARG, WsCreateError(NULL, 1, &error));
    /* [R2] */
    property = (WS_ERROR_PROPERTY){ WS_ERROR_PROPERTY_STRING_COUNT, &count, sizeof count };
    assert_result(E_INVALIDARG, WsCreateError(&property, 1, &error));
    property = (WS_ERROR_PROPERTY){ WS_ERROR_PROPERTY_ORIGINAL_ERROR_CODE, &code, sizeof code };
    assert_result(E_INVALIDARG, WsCreateError(&property, 1, &error));
    property = (WS_ERROR_PROPERTY){ WS_ERROR_PROPERTY_LANGID, NULL, sizeof language };
    assert_result(E_INVALIDARG, WsCreateError(&property, 1, &error));
    property = (WS_ERROR_PROPERTY){ WS_ERROR_PROPERTY_LANGID, &language, 4 };
    assert_result(E_INVALIDARG, WsCreateError(&property, 1, &error));
    assert_ptr_equal(error, state); /* [R3] */
    property.valueSize = sizeof language;
    assert_result(S_OK, WsCreateError(&property, 1, &error));
    assert_result(S_OK, WsGetErrorProperty(error, WS_ERROR_PROPERTY_LANGID, &short_language, sizeof short_language));
    assert_int_equal(0x0413, short_language);
    WsFreeError(error);
    WsFreeError(NULL); /* [R4] */
}

static void properties(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    ULONG count = 7;
    HRESULT code = E_FAIL;
    LANGID language = 0;
    assert_result(S_OK, WsGetErrorProperty(error, WS_ERROR_PROPERTY_STRING_COUNT, &count, sizeof count));
    assert_int_equal(0, count);
    assert_result(S_OK, WsGetErrorProperty(error, WS_ERROR_PROPERTY_ORIGINAL_ERROR_CODE, &code, sizeof code));
    assert_result(NOERROR, code);
    assert_result(S_OK, WsGetErrorProperty(error, WS_ERROR_PROPERTY_LANGID, &language, sizeof language));
    assert_int_equal(0x0409, language);

    count = 0xdeadbeef;
    assert_result(E_INVALIDARG, WsGetErrorProperty(error, (WS_ERROR_PROPERTY_ID)3, &count, sizeof count));
    assert_result(E_INVALIDARG, WsGetErrorProperty(error, WS_ERROR_PROPERTY_STRING_COUNT, &count, 2)); /* [R8] */
    assert_result(E_INVALIDARG, WsGetErrorProperty(error, WS_ERROR_PROPERTY_STRING_COUNT, &count, 8));
    assert_result(E_INVALIDARG, WsGetErrorProperty(error, WS_ERROR_PROPERTY_STRING_COUNT, NULL, 4));
    assert_result(E_INVALIDARG, WsGetErrorProperty(NULL, WS_ERROR_PROPERTY_STRING_COUNT, &count, 4));
    assert_int_equal(0xdeadbeef, count);

    code = E_ACCESSDENIED;
    assert_result(S_OK, WsSetErrorProperty(error, WS_ERROR_PROPERTY_ORIGINAL_ERROR_CODE, &code, sizeof code));
    code = S_OK;
    assert_result(S_OK, WsGetErrorProperty(error, WS_ERROR_PROPERTY_ORIGINAL_ERROR_CODE, &code, sizeof code));
    assert_result(E_ACCESSDENIED, code);
    assert_result(E_INVALIDARG, WsSetErrorProperty(error, WS_ERROR_PROPERTY_ORIGINAL_ERROR_CODE, &code, 2));
    assert_result(E_INVALIDARG, WsSetErrorProperty(error, WS_ERROR_PROPERTY_ORIGINAL_ERROR_CODE, NULL, sizeof code));
    assert_result(E_INVALIDARG, WsSetErrorProperty(NULL, WS_ERROR_PROPERTY_ORIGINAL_ERROR_CODE, &code, sizeof code));
    assert_result(E_INVALIDARG, WsSetErrorProperty(error, WS_ERROR_PROPERTY_STRING_COUNT, &count, sizeof count)); /* [R9] */
    assert_result(WS_E_INVALID_OPERATION,
                  WsSetErrorProperty(error, WS_ERROR_PROPERTY_LANGID, &language, sizeof language)); /* [R10] */
    assert_result(E_INVALIDARG, WsSetErrorProperty(error, WS_ERROR_PROPERTY_LANGID, &language, 1));
    assert_result(E_INVALIDARG, WsSetErrorProperty(error, (WS_ERROR_PROPERTY_ID)3, &count, sizeof count));
    WsFreeError(error);
}

static void strings(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    WCHAR text[] = u"first";
    WS_STRING string = { 5, text }, empty = { 0, NULL }, no_address = { 1, NULL }, found = { 77, NULL };
    assert_result(E_INVALIDARG, WsGetErrorString(error, 0, &found));
    assert_result(S_OK, WsAddErrorString(error, &string));
    text[0] = 'F';
    assert_result(S_OK, WsAddErrorString(error, &empty));
    assert_result(S_OK, WsAddErrorString(error, &soap_content_type));
    assert_result(E_INVALIDARG, WsAddErrorString(error, &no_address));
    assert_result(E_INVALIDARG, WsAddErrorString(error, NULL));
    assert_result(E_INVALIDARG, WsAddErrorString(NULL, &string));
    ULONG count = 0;
    assert_result(S_OK, WsGetErrorProperty(error, WS_ERROR_PROPERTY_STRING_COUNT, &count, sizeof count));
    assert_int_equal(3, count);
    assert_result(E_INVALIDARG, WsGetErrorString(error, 3, &found)); /* [R7] */
    assert_result(E_INVALIDARG, WsGetErrorString(error, 0, NULL));
    assert_result(E_INVALIDARG, WsGetErrorString(NULL, 0, &found));
    assert_int_equal(77, found.length);
    /* [R6] */
    assert_result(S_OK, WsGetErrorString(error, 2, &found));
    assert_true(string_is(&found, "first"));
    assert_result(S_OK, WsGetErrorString(error, 1, &found));
    assert_int_equal(0, found.length);
    assert_result(S_OK, WsGetErrorString(error, 0, &found));
    assert_true(string_is(&found, "application/soap+xml; charset=utf-8"));

    HRESULT code = E_FAIL;
    assert_result(S_OK, WsSetErrorProperty(error, WS_ERROR_PROPERTY_ORIGINAL_ERROR_CODE, &code, sizeof code));
    assert_result(S_OK, WsResetError(error)); /* [R5] */
    assert_result(S_OK, WsGetErrorProperty(error, WS_ERROR_PROPERTY_STRING_COUNT, &count, sizeof count));
    assert_int_equal(0, count);
    assert_result(S_OK, WsGetErrorProperty(error, WS_ERROR_PROPERTY_ORIGINAL_ERROR_CODE, &code, sizeof code));
    assert_result(NOERROR, code);
    assert_result(E_INVALIDARG, WsResetError(NULL));
    assert_result(S_OK, WsAddErrorString(error, &string));
    WsFreeError(error);
}

/* [R6] */
static void any_of_many_strings_is_found(void **state)
{
    (void)state;
    enum { COUNT = 100000 };
    WS_ERROR *error = create_error();
    for (ULONG i = 0; i < COUNT; i++) {
        WCHAR text[2] = { (WCHAR)(i >> 8), (WCHAR)(i & 0xFF) };
        assert_result(S_OK, WsAddErrorString(error, &(WS_STRING){ 2, text }));
    }
    WS_STRING found;
    for (ULONG i = 0; i < COUNT; i++) {
        assert_result(S_OK, WsGetErrorString(error, COUNT - 1 - i, &found));
        assert_int_equal(i, found.chars[0] << 8 | found.chars[1]);
    }
    assert_result(E_INVALIDARG, WsGetErrorString(error, COUNT, &found));
    assert_result(E_INVALIDARG, WsGetErrorString(error, 0xFFFFFFFF, &found));
    WsFreeError(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "only_the_language_can_be_given_at_creation", creation, NULL, NULL, NULL },
        { "properties_have_exact_sizes_and_few_can_be_set", properties, NULL, NULL, NULL },
        { "strings_are_copied_and_the_newest_comes_first", strings, NULL, NULL, NULL },
        { "any_of_many_strings_is_found", any_of_many_strings_is_found, NULL, NULL, NULL },
    };
    return RUN_SUITE(tests);
}
