/* Listing messages of a session, from its start or from its middle: no identifier is listed with another string's text. */
#include "FailingAllocator/failing_allocator.h"
#include "FakeChannel/fake_channel.h"
#include "Session/recorded.h"

/** The list of messages that one object makes, and its results. */
struct list {
    WSE_BUFFER *input, *output;
    WSE_DUMP *dump;
    char text[16384];
};

static void list_open(struct list *list, const char *codec, bool is_from_start)
{
    assert_result(S_OK, WseCreateBuffer(0, &list->input, NULL));
    assert_result(S_OK, WseCreateBuffer(0, &list->output, NULL));
    assert_result(S_OK, WseCreateDump(codec, NULL, 0, is_from_start, WseBufferRead, list->input, WseBufferWrite, list->output,
                                      &list->dump, NULL));
}

static void list_close(struct list *list)
{
    WseFreeDump(list->dump);
    WseFreeBuffer(list->input), WseFreeBuffer(list->output);
}

/** Lists a message; its lines are in `text`. */
static HRESULT list_bytes(struct list *list, const void *bytes, size_t size)
{
    WS_BYTES part = { (ULONG)size, (BYTE *)bytes };
    const BYTE *lines;
    ULONGLONG count;
    WseResetBuffer(list->input), WseResetBuffer(list->output);
    assert_result(S_OK, WseBufferWrite(list->input, &part, 1, NULL, NULL));
    HRESULT result = WseDumpNextMessage(list->dump, NULL);
    assert_result(S_OK, WseGetBufferBytes(list->output, &lines, &count));
    assert_true(count < sizeof list->text);
    if (count > 0)
        memcpy(list->text, lines, count);
    list->text[count] = 0;
    return result;
}

static void list_recorded(struct list *list, int index)
{
    BYTE bytes[256];
    size_t size = recorded_message(index, bytes);
    assert_result(S_OK, list_bytes(list, bytes, size));
}

static void lists(const struct list *list, const char *line)
{
    if (!strstr(list->text, line))
        fail_msg("no \"%s\" in\n%s", line, list->text);
}

#define ECHO "[5] \"Echo\""
#define TO "[3] \"net.tcp://localhost:8898/Demo\""

/* [O21] */
static void all_strings_of_a_session_listed_from_its_start_are_known(void **state)
{
    (void)state;
    struct list list;
    list_open(&list, "msbinsession1", true);
    list_recorded(&list, 0);
    lists(&list, ECHO);
    lists(&list, TO);
    list_recorded(&list, 1);
    lists(&list, ECHO);
    lists(&list, TO);
    /* Strings that are not used, and a message that is cut off. */
    assert_result(S_OK, list_bytes(&list, "\x04\x01x\x01y\x42\x0D\x01", 8));
    lists(&list, "[13] \"y\"");
    lists(&list, "ShortDictionaryElement [13] \"y\"");
    assert_result(WS_E_INVALID_FORMAT, list_bytes(&list, "\x02\x01z\x42\x0F\x98", 6));
    lists(&list, "ShortDictionaryElement [15] \"z\"");
    assert_result(S_OK, list_bytes(&list, "\0\x42\x0F\x42\x11\x01\x01", 7));
    lists(&list, "[15] \"z\"");
    lists(&list, "[17] unknown");
    list_close(&list);
}

/* [O20] */
static void strings_of_earlier_messages_are_unknown_and_those_of_the_message_known(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
        const char *lines[3];
    } rows[] = {
#define ROW(bytes, ...) \
    { \
        bytes, sizeof bytes - 1, \
        { \
            __VA_ARGS__ \
        } \
    }
        /* The first of its session. */
        ROW("\x04\x01p\x01q\x42\x01\x42\x03\x01\x01", "Element [1] \"p\"", "Element [3] \"q\"", "  [3] \"q\""),
        /* Its own strings come after one, two or five others, of which it uses some. */
        ROW("\x02\x01p\x42\x03\x01", "Element [3] \"p\"", "  [3] \"p\""),
        ROW("\x02\x01p\x42\x01\x42\x05\x01\x01", "Element [1] unknown", "Element [5] \"p\"", "  [5] \"p\""),
        ROW("\x04\x01p\x01q\x42\x0B\x42\x01\x42\x0D\x01\x01\x01", "Element [11] \"p\"", "Element [1] unknown",
            "Element [13] \"q\""),
        /* No strings of its own. */
        ROW("\0\x42\x01\x01", "Element [1] unknown"),
        /* It does not use all of them, or not in their order: they might be any. */
        ROW("\x04\x01p\x01q\x42\x01\x01", "Element [1] unknown", "  [?] \"p\"", "  [?] \"q\""),
        ROW("\x04\x01p\x01q\x42\x03\x42\x01\x01\x01", "Element [1] unknown", "Element [3] unknown", "  [?] \"q\""),
        ROW("\x04\x01p\x01q\x42\x03\x01", "Element [3] unknown"),
        ROW("\x06\x01p\x01q\x01r\x42\x03\x42\x05\x01\x01", "Element [3] unknown", "Element [5] unknown"),
        /* Even identifiers tell nothing; those of texts, attributes and namespaces tell as much as those of names. */
        ROW("\x02\x01p\x42\x02\xAB\x03", "Element [2] \"Envelope\"", "[3] \"p\""),
        ROW("\x04\x01p\x01q\x42\x05\x06\x01\x98\x01x\x0A\x07\x01", "Element [5] \"p\"", "Attribute [1] unknown",
            "XmlnsAttribute [7] \"q\""),
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct list list;
        list_open(&list, "msbinsession1", false);
        assert_result(S_OK, list_bytes(&list, rows[i].bytes, rows[i].size));
        for (int line = 0; line < 3 && rows[i].lines[line]; line++)
            lists(&list, rows[i].lines[line]);
        list_close(&list);
    }
    /* A message that is cut off tells nothing. */
    struct list list;
    list_open(&list, "msbinsession1", false);
    assert_result(WS_E_INVALID_FORMAT, list_bytes(&list, "\x02\x01p\x42\x01\x98", 6));
    lists(&list, "Element [1] unknown");
    list_close(&list);
}

/* [O22] [O23] */
static void what_a_message_tells_is_known_in_those_after_it(void **state)
{
    (void)state;
    struct list list;
    list_open(&list, "msbinsession1", false);
    list_recorded(&list, 1);
    lists(&list, "[5] unknown");
    lists(&list, "[3] unknown");
    /* This one adds the strings 11 and 13. */
    assert_result(S_OK, list_bytes(&list, "\x04\x01p\x01q\x42\x0B\x42\x01\x42\x0D\x01\x01\x01", 13));
    assert_result(S_OK, list_bytes(&list, "\0\x42\x0D\x42\x0B\x42\x09\x01\x01\x01", 10));
    lists(&list, "[13] \"q\"");
    lists(&list, "[11] \"p\"");
    lists(&list, "[9] unknown");
    /* One that adds a string but cannot be read to its end. */
    assert_result(WS_E_INVALID_FORMAT, list_bytes(&list, "\x02\x01r\x42\x0F\x98", 6));
    lists(&list, "[15] \"r\"");
    assert_result(S_OK, list_bytes(&list, "\0\x42\x0D\x42\x0F\x01\x01", 7));
    lists(&list, "[13] \"q\"");
    lists(&list, "[15] \"r\"");
    /* An identifier that cannot be shows that its writer numbers strings in another way. */
    assert_result(S_OK, list_bytes(&list, "\0\x42\x0D\x42\x21\x01\x01", 7));
    lists(&list, "[13] unknown");
    lists(&list, "[33] unknown");
    /* The strings of a table that cannot be read are lost, with the numbers of all after them. */
    assert_result(WS_E_INVALID_FORMAT, list_bytes(&list, "\x02\x05r", 3));
    assert_result(S_OK, list_bytes(&list, "\0\x42\x01\x01", 4));
    lists(&list, "[1] unknown");
    list_close(&list);
}

/** A message may be listed without memory for another, but never wrongly. */
static void every_failing_allocation_is_reported(void **state)
{
    (void)state;
    static char lines[16384];
    for (int for_ever = 0; for_ever <= 1; for_ever++)
        for (unsigned long at = 1, has_failed = 1; has_failed; at++) {
            struct list list = { 0 };
            BYTE bytes[256];
            size_t size = recorded_message(0, bytes);
            assert_result(S_OK, WseCreateBuffer(0, &list.input, NULL));
            assert_result(S_OK, WseCreateBuffer(0, &list.output, NULL));
            allocator_arm(at, for_ever);
            HRESULT result = WseCreateDump("msbinsession1", NULL, 0, 0, WseBufferRead, list.input, WseBufferWrite, list.output,
                                           &list.dump, NULL);
            allocator_disarm();
            has_failed = allocator_has_failed();
            assert_result(has_failed ? E_OUTOFMEMORY : S_OK, result);
            for (unsigned long later = 1; list.dump && later < 20; later++) {
                WS_BYTES part = { (ULONG)size, bytes };
                WseResetBuffer(list.input), WseResetBuffer(list.output);
                assert_result(S_OK, WseBufferWrite(list.input, &part, 1, NULL, NULL));
                allocator_arm(later, for_ever);
                result = WseDumpNextMessage(list.dump, NULL);
                allocator_disarm();
                assert_result(allocator_has_failed() ? E_OUTOFMEMORY : S_OK, result);
            }
            list_close(&list);
        }
    /* And without a failure, what is listed is what is always listed. */
    for (int round = 0; round < 2; round++) {
        struct list list;
        list_open(&list, "msbinsession1", false);
        list_recorded(&list, 0);
        if (round > 0)
            assert_string_equal(lines, list.text);
        memcpy(lines, list.text, sizeof lines);
        list_close(&list);
    }
}

static void wrong_arguments_are_refused(void **state)
{
    (void)state;
    WSE_DUMP *dump = NULL;
    WSE_BUFFER *buffer = NULL;
    assert_result(S_OK, WseCreateBuffer(0, &buffer, NULL));
    assert_result(E_INVALIDARG, WseCreateDump(NULL, NULL, 0, 0, WseBufferRead, buffer, WseBufferWrite, buffer, &dump, NULL));
    assert_result(E_INVALIDARG,
                  WseCreateDump("msbin1", NULL, 1, 0, WseBufferRead, buffer, WseBufferWrite, buffer, &dump, NULL));
    assert_result(E_INVALIDARG, WseCreateDump("msbin1", NULL, 0, 0, NULL, buffer, WseBufferWrite, buffer, &dump, NULL));
    assert_result(E_INVALIDARG, WseCreateDump("msbin1", NULL, 0, 0, WseBufferRead, buffer, NULL, buffer, &dump, NULL));
    assert_result(E_INVALIDARG, WseCreateDump("msbin1", NULL, 0, 0, WseBufferRead, buffer, WseBufferWrite, buffer, NULL, NULL));
    assert_result(WS_E_NOT_SUPPORTED,
                  WseCreateDump("gzip", NULL, 0, 0, WseBufferRead, buffer, WseBufferWrite, buffer, &dump, NULL));
    assert_null(dump);
    assert_result(E_INVALIDARG, WseDumpNextMessage(NULL, NULL));
    WseFreeDump(NULL);
    WseFreeBuffer(buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_strings_of_a_session_listed_from_its_start_are_known),
        cmocka_unit_test(strings_of_earlier_messages_are_unknown_and_those_of_the_message_known),
        cmocka_unit_test(what_a_message_tells_is_known_in_those_after_it),
        cmocka_unit_test(every_failing_allocation_is_reported),
        cmocka_unit_test(wrong_arguments_are_refused),
    };
    return RUN_SUITE(tests);
}
