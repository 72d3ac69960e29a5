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

static WS_ERROR *error_with(const WS_STRING *first, const WS_STRING *last)
{
    WS_ERROR *error = create_error();
    assert_result(S_OK, WsAddErrorString(error, first));
    assert_result(S_OK, WsAddErrorString(error, last));
    return error;
}

/* [R18] [R21] */
static void line_of_nothing(void **state)
{
    (void)state;
    char line[4] = "abc";
    WS_ERROR *error = create_error();
    assert_int_equal(0, WseFormatError(NULL, line, sizeof line));
    assert_string_equal("", line);
    line[0] = 'x';
    assert_int_equal(0, WseFormatError(error, line, sizeof line));
    assert_string_equal("", line);
    assert_int_equal(0, WseFormatError(error, NULL, 0));
    assert_int_equal(0, WseFormatError(error, NULL, 5));
    WsFreeError(error);
}

static void line_of_strings(void **state)
{
    (void)state;
    char line[40];
    WS_STRING first = WS_STRING_VALUE(u"gzip decoder: \u00e4\u20ac\U0001f600"), last = WS_STRING_VALUE(u"link 2");
    const char *whole = "link 2: gzip decoder: \xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80";
    WS_ERROR *error = error_with(&first, &last);
    ULONG length = (ULONG)strlen(whole);
    assert_int_equal(length, WseFormatError(error, line, sizeof line));
    assert_string_equal(whole, line);
    /* [R19] Characters end after 24, 27 and 31 bytes. */
    for (ULONG size = 0; size <= length + 1; size++) {
        ULONG kept = size ? size - 1 : 0;
        kept = kept >= 31 ? 31 : kept >= 27 ? 27 : kept >= 24 ? 24 : kept >= 22 ? 22 : kept;
        memset(line, 'x', sizeof line);
        assert_int_equal(length, WseFormatError(error, size ? line : NULL, size));
        if (size > 0) {
            assert_memory_equal(whole, line, kept);
            assert_int_equal(0, line[kept]);
        }
        assert_int_equal('x', line[size]);
    }
    ULONG count = 0;
    assert_result(S_OK, WsGetErrorProperty(error, WS_ERROR_PROPERTY_STRING_COUNT, &count, sizeof count));
    assert_int_equal(2, count);
    WsFreeError(error);
}

/* [R20] */
static void line_without_controls(void **state)
{
    (void)state;
    char line[64];
    WCHAR units[] = { 'a', '\n', 0x1B, 0x9B, 0x7F, 0xD83D, 'b', 0xDE00, 'c', 0xD83D };
    WS_STRING string = { sizeof units / sizeof *units, units }, empty = { 0, NULL };
    WS_ERROR *error = error_with(&empty, &string);
    const char *whole = "a    \xef\xbf\xbd"
                        "b\xef\xbf\xbd"
                        "c\xef\xbf\xbd: ";
    assert_int_equal(strlen(whole), WseFormatError(error, line, sizeof line));
    assert_string_equal(whole, line);
    WsFreeError(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "only_the_language_can_be_given_at_creation", creation, NULL, NULL, NULL },
        { "properties_have_exact_sizes_and_few_can_be_set", properties, NULL, NULL, NULL },
        { "strings_are_copied_and_the_newest_comes_first", strings, NULL, NULL, NULL },
        { "any_of_many_strings_is_found", any_of_many_strings_is_found, NULL, NULL, NULL },
        { "a_line_of_no_error_is_empty", line_of_nothing, NULL, NULL, NULL },
        { "a_line_has_all_strings_and_is_cut_between_characters", line_of_strings, NULL, NULL, NULL },
        { "a_line_has_no_control_characters_and_no_half_ones", line_without_controls, NULL, NULL, NULL },
    };
    return RUN_SUITE(tests);
}
