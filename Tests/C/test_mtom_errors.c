/* What is said of a package, or of a message that is to become one, if it is refused: the same however it is cut. */
#include "Support/support.h"

/** A message that comes in pieces. */
struct pieces {
    const BYTE *bytes;
    size_t size, position;
    size_t first; /* bytes of the first piece */
    size_t most;  /* of all others */
};

static HRESULT CALLBACK read_piece(void *state, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *context,
                                   WS_ERROR *error)
{
    struct pieces *pieces = state;
    (void)context, (void)error;
    size_t count = pieces->position < pieces->first ? pieces->first - pieces->position : pieces->most;
    if (count > pieces->size - pieces->position)
        count = pieces->size - pieces->position;
    if (count > size)
        count = size;
    if (count > 0)
        memcpy(bytes, pieces->bytes + pieces->position, count);
    pieces->position += count;
    *length = (ULONG)count;
    return S_OK;
}

struct refusal {
    HRESULT result;
    char text[512];
};

static struct refusal refusal_of(HRESULT result, WS_ERROR *error)
{
    struct refusal refusal = { .result = result };
    (void)snprintf(refusal.text, sizeof refusal.text, "%s", take_error_text(error));
    return refusal;
}

static struct refusal decode(const WS_CHANNEL_DECODER *table, struct pieces pieces, const WS_STRING *type, WS_ERROR *error)
{
    static const WS_STRING none = { 0, NULL };
    WS_STRING new_type;
    BYTE room[500];
    ULONG count = 1;
    void *decoder = NULL;
    HRESULT result = table->createDecoderCallback(table->createContext, read_piece, &pieces, &decoder, error);
    assert_result(S_OK, result);
    result = table->decoderStartCallback(decoder, NULL, error);
    if (SUCCEEDED(result))
        result = table->decoderGetContentTypeCallback(decoder, type, &none, &new_type, error);
    while (SUCCEEDED(result) && count > 0)
        result = table->decoderDecodeCallback(decoder, room, sizeof room, &count, NULL, error);
    table->freeDecoderCallback(decoder);
    return refusal_of(result, error);
}

static HRESULT CALLBACK drop(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                             WS_ERROR *error)
{
    (void)state, (void)buffers, (void)count, (void)context, (void)error;
    return S_OK;
}

static struct refusal encode(const WS_CHANNEL_ENCODER *table, struct pieces pieces, const WS_STRING *type, WS_ERROR *error)
{
    WS_STRING new_type, coding;
    void *encoder = NULL;
    BYTE piece[4096];
    ULONG count = 1;
    assert_result(S_OK, table->createEncoderCallback(table->createContext, drop, NULL, &encoder, error));
    HRESULT result = table->encoderGetContentTypeCallback(encoder, type, &new_type, &coding, error);
    if (SUCCEEDED(result))
        result = table->encoderStartCallback(encoder, NULL, error);
    while (SUCCEEDED(result) && count > 0) {
        (void)read_piece(&pieces, piece, sizeof piece, &count, NULL, NULL);
        WS_BYTES buffer = { count, piece };
        if (count > 0)
            result = table->encoderEncodeCallback(encoder, &buffer, 1, NULL, error);
    }
    if (SUCCEEDED(result))
        result = table->encoderEndCallback(encoder, NULL, error);
    table->freeEncoderCallback(encoder);
    return refusal_of(result, error);
}

static void assert_same(const char *name, struct refusal whole, struct refusal cut, const struct pieces *pieces)
{
    if (whole.result != cut.result || strcmp(whole.text, cut.text) != 0)
        fail_msg("%s, cut at %zu, then %zu at a time: %#x %s\ninstead of %#x %s", name, pieces->first, pieces->most, cut.result,
                 cut.text, whole.result, whole.text);
}

#define TYPE u"multipart/related; type=\"application/xop+xml\"; start=\"<r>\"; start-info=\"text/xml\""
#define XOP "http://www.w3.org/2004/08/xop/include"
#define INCLUDE "<i:Include href='cid:p' xmlns:i='" XOP "'/>"
#define ROOT_OF(CHARSET, TEXT) \
    "--b\r\nContent-ID: <r>\r\nContent-Type: application/xop+xml; charset=" CHARSET "\r\n\r\n" TEXT "\r\n--b\r\n"
#define ROOT(TEXT) ROOT_OF("utf-8", TEXT)
#define EMPTY_PART "Content-ID: <p>\r\n"
#define PART EMPTY_PART "\r\n"
#define BASE64 EMPTY_PART "Content-Transfer-Encoding: base64\r\n\r\n"
#define QUOTED EMPTY_PART "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
#define END "\r\n--b--\r\n"
#define SIXTY "123456789012345678901234567890123456789012345678901234567890"
#define ROOT_AND(PART_BYTES) ROOT("<d>" INCLUDE "</d>") PART_BYTES END
/* In front of the root, so that it is held. */
#define HELD(HEADERS, BYTES) \
    "--b\r\n" HEADERS BYTES "\r\n--b\r\nContent-ID: <r>\r\nContent-Type: application/xop+xml\r\n\r\n<d>" INCLUDE "</d>" END

/* With limits of 100 bytes of header fields, 100 of what is held, 200 of the root, and two parts. */
static const struct {
    const char *name, *package, *error; /* what is to be said, in part */
} packages[] = {
    { "base64, another character", ROOT_AND(BASE64 "QUJDQUJD\r\nQUJ*QUJD"),
      "base64 of a part is malformed (input offset 228)" },
    { "base64, too much padding", ROOT_AND(BASE64 "QQ==="), "base64 of a part is malformed (input offset 219)" },
    { "base64, after the padding", ROOT_AND(BASE64 "QQ==QUJD"), "base64 of a part is malformed (input offset 219)" },
    { "base64, cut off", ROOT_AND(BASE64 "QUJDQ"), "base64 of a part is malformed" },
    { "base64, cut off in the middle", ROOT("<d>" INCLUDE "</d>") BASE64 "QUJDQ\r\n--b\r\n" PART END,
      "base64 of a part is malformed" },
    { "quoted-printable, no digit", ROOT_AND(QUOTED "a=3Db=3Gc"),
      "quoted-printable text of a part is malformed (input offset 2" },
    { "quoted-printable, soft break", ROOT_AND(QUOTED "a=\r\nb= \t x"), "quoted-printable text of a part is malformed" },
    { "quoted-printable, cut off", ROOT_AND(QUOTED "abc=4"), "quoted-printable text of a part is malformed" },
    { "too many blanks", NULL, "too many blanks" },
    { "no part", "--b--\r\n", "the package has no part (input offset 0)" },
    { "no part after a preamble", "text\r\n--b--\r\n", "the package has no part (input offset " },
    { "headers too long", ROOT_AND(EMPTY_PART "X: " SIXTY SIXTY "\r\n\r\nABC"), "header fields of a part are too long" },
    { "headers too long, many lines", ROOT_AND(EMPTY_PART "X: " SIXTY "\r\nY: " SIXTY "\r\n\r\nABC"), "too long (limit 100" },
    { "headers too long by a carriage return", ROOT_AND("X: " SIXTY "123456789012345678901234567890123\r\n\rY: Z\r\n\r\n"),
      "too long (limit 100" },
    { "headers of the root too long", "--b\r\nX: " SIXTY SIXTY "\r\nContent-Type: application/xop+xml\r\n\r\n<d/>" END,
      "too long (limit 100, see WSE_PROPERTY_MAX_PART_HEADER_SIZE, input offset 105)" },
    { "no header field", ROOT_AND(EMPTY_PART "nothing\r\n\r\nABC"), "no field" },
    { "a header field twice", ROOT_AND(EMPTY_PART EMPTY_PART "\r\nABC"), "a header field twice" },
    { "an unknown transfer encoding", ROOT_AND(EMPTY_PART "Content-Transfer-Encoding: x\r\n\r\nABC"), "unknown Content-Tr" },
    { "no last delimiter", ROOT("<d>" INCLUDE "</d>") PART "ABC\r\n--b\r\n", "ends before its last delimiter" },
    { "cut off in the root", "--b\r\nContent-ID: <r>\r\n\r\n<d>" INCLUDE, "ends before its last delimiter" },
    { "the wrong root", "--b\r\nContent-ID: <s>\r\n\r\n<d/>" END, "lacks its root part" },
    { "a root of another type", "--b\r\nContent-ID: <r>\r\nContent-Type: image/png\r\n\r\n<d/>" END, "is not XML" },
    { "a root that is not well-formed", ROOT("<d>" INCLUDE "</e>") PART "ABC" END, "line 1, column" },
    { "a root that is cut off", ROOT("<d>\n" INCLUDE) PART "ABC" END, "mtom decoder" },
    { "a part that is missing", ROOT("<d>" INCLUDE "</d>") "Content-ID: <q>\r\n\r\nABC" END, "p" },
    { "a part referred to twice", ROOT("<d><e>" INCLUDE "</e><e>" INCLUDE "</e></d>") PART "ABC" END, "twice" },
    { "text beside an Include", ROOT("<d>" INCLUDE "QQ</d>") PART "ABC" END, "mtom decoder" },
    { "text before an Include", ROOT("<d>QQ" INCLUDE "</d>") PART "ABC" END, "is not the only content" },
    { "an element beside an Include", ROOT("<d>" INCLUDE " <e f='g'>h</e></d>") PART "ABC" END, "is not the only content" },
    { "a comment beside an Include", ROOT("<d>" INCLUDE "<!-- e --></d>") PART "ABC" END, "is not the only content" },
    { "text after the end tag of an Include",
      ROOT("<d><Include href='cid:p' xmlns='" XOP "'><e xmlns=''/></Include>\n QQ</d>") PART "ABC" END, "is not the only" },
    { "an Include of HTTP", ROOT("<d><Include xmlns='" XOP "' href='http:p'/></d>") PART "ABC" END, "mtom decoder" },
    { "an Include of nothing", ROOT("<d><Include xmlns='" XOP "'/></d>") PART "ABC" END, "mtom decoder" },
    { "one identifier twice", ROOT_AND(PART "ABC\r\n--b\r\n" PART "DEF"), "the same Content-ID" },
    { "too many parts", ROOT_AND(PART "A\r\n--b\r\nX: Y\r\n\r\nB\r\n--b\r\nX: Y\r\n\r\nC"), "too many parts" },
    { "too much held", HELD(PART, SIXTY SIXTY), "have to be held back than the limit allows" },
    { "too much held in base64", HELD(BASE64, SIXTY SIXTY SIXTY), "have to be held back than the limit allows" },
    { "too much held in quoted-printable", HELD(QUOTED, "=41" SIXTY SIXTY), "have to be held back than the limit allows" },
    { "too much held, two parts", ROOT("<d><e>" INCLUDE "</e></d>") "Content-ID: <q>\r\n\r\n" SIXTY "\r\n--b\r\n" PART "A" END,
      "" },
    { "a root too long", ROOT("<d>" INCLUDE "</d><!--" SIXTY SIXTY SIXTY SIXTY "-->") PART "ABC" END, "mtom decoder" },
    { "neither package nor XML", "what is this\r\nwhat is this?\r\n\r\n", "mtom decoder" },
};

static WS_CHANNEL_DECODER decoder_with_limits(void)
{
    const ULONG header = 100, held = 100, root = 200, parts = 2;
    const WSE_PROPERTY properties[] = { { WSE_PROPERTY_MAX_PART_HEADER_SIZE, &header, sizeof header },
                                        { WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE, &held, sizeof held },
                                        { WSE_PROPERTY_MAX_ROOT_SIZE, &root, sizeof root },
                                        { WSE_PROPERTY_MAX_PARTS, &parts, sizeof parts } };
    return create_decoder_table("mtom", properties, WsCountOf(properties));
}

/* A package whose quoted-printable text has more blanks in a row than a decoder keeps. */
static const char *many_blanks(void)
{
    static char package[2000];
    (void)snprintf(package, sizeof package, "%s%1100s%s", ROOT("<d>" INCLUDE "</d>") QUOTED "a", "", "b" END);
    return package;
}

static void an_error_of_the_decoder_does_not_depend_on_how_the_package_is_cut(void **state)
{
    static const WS_STRING types[] = { WS_STRING_VALUE(TYPE u"; boundary=b"), WS_STRING_VALUE(TYPE) };
    WS_CHANNEL_DECODER table = decoder_with_limits();
    WS_ERROR *error = create_error();
    (void)state;
    for (size_t i = 0; i < 2 * WsCountOf(packages); i++) {
        const char *package = packages[i / 2].package ? packages[i / 2].package : many_blanks(), *name = packages[i / 2].name;
        struct pieces pieces = { (const BYTE *)package, strlen(package), 0, 0, SIZE_MAX };
        struct refusal whole = decode(&table, pieces, &types[i % 2], error);
        if (i % 2 == 0 && (strstr(whole.text, packages[i / 2].error) == NULL))
            fail_msg("%s: %s", name, whole.text);
        size_t step = test_is_quick() ? 7 : 1;
        for (pieces.first = 1; pieces.first < pieces.size; pieces.first += step)
            assert_same(name, whole, decode(&table, pieces, &types[i % 2], error), &pieces);
        for (pieces.first = 0, pieces.most = 1; pieces.most < 200; pieces.most += pieces.most < 9 ? 1 : 31)
            assert_same(name, whole, decode(&table, pieces, &types[i % 2], error), &pieces);
    }
    WsFreeError(error);
    WseFreeChannelDecoder(&table);
}

#define SIXTY_BASE64 "QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD"

/* With a limit of 100 bytes of content, parts from 20 bytes on, and the boundary "b". */
static const struct {
    const char *name, *message, *error;
} messages[] = {
    { "too much content", "<d><a>" SIXTY_BASE64 "</a><a>" SIXTY_BASE64 "</a><a>" SIXTY_BASE64 "</a><a/></d>",
      "the content that becomes parts is too large" },
    { "too much in one content", "<d><a>" SIXTY_BASE64 SIXTY_BASE64 SIXTY_BASE64 "</a></d>",
      "the content that becomes parts is too large (limit 100, see WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE, line 1, column 142)" },
    { "one byte too much", "<d><a>" SIXTY_BASE64 SIXTY_BASE64 "QUJDQUJDQUI=</a><a>" SIXTY_BASE64 "</a></d>", "too large" },
    { "too much that is text", "<d><a>" SIXTY_BASE64 SIXTY_BASE64 SIXTY_BASE64 " </a></d>", "too large" },
    { "the boundary in a part", "<d><a>QUJDQUJDQUJDQUJDQUJDQUJDDQotLWJY</a><b/></d>",
      "contains the boundary of the package (input offset 38)" },
    { "the boundary", "<d>\r\n--b\r\n</d>", "contains the boundary" },
    { "the boundary later", "<d>abc\r\n--bc<e/></d>\n", "contains the boundary" },
    { "an Include", "<d>\n<i:Include xmlns:i='" XOP "' href='cid:p'/><e/>\n<f/></d>", "an element Include of XOP" },
    { "an Include that has no end", "<d>\n<Include xmlns='" XOP "'>abc", "an element Include of XOP" },
    { "not well-formed", "<d><a>" SIXTY_BASE64 "</b></d>", "line 1, column" },
    { "cut off", "<d><a>" SIXTY_BASE64, "mtom encoder" },
    { "a document type", "<!DOCTYPE d><d/>", "mtom encoder" },
    { "not UTF-8", "<d>\xC0\x80</d>", "mtom encoder" },
    { "nothing", "", "mtom encoder" },
    { "two documents", "<d/><e/>", "mtom encoder" },
};

static const WS_STRING text_type = WS_STRING_VALUE(u"text/xml; charset=utf-8");

static WS_CHANNEL_ENCODER encoder_with_limits(void)
{
    static const WS_STRING boundary = WS_STRING_VALUE(u"b");
    const ULONG most = 100, inline_size = 20;
    const WSE_PROPERTY properties[] = { { WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE, &most, sizeof most },
                                        { WSE_PROPERTY_MAX_INLINE_SIZE, &inline_size, sizeof inline_size },
                                        { WSE_PROPERTY_MIME_BOUNDARY, &boundary, sizeof boundary } };
    return create_encoder_table("mtom", properties, WsCountOf(properties));
}

/* The same message, whatever may have to be held back until it is known what it is. */
static void whether_the_encoder_takes_a_message_does_not_depend_on_how_it_is_cut(void **state)
{
    static const char *const taken[] = {
        "<d><a>" SIXTY_BASE64 SIXTY_BASE64 "QUJDQUJDQUJDQQ==</a></d>",
        "<d><a>" SIXTY_BASE64 SIXTY_BASE64 "QUJD</a><b>abcdefghijkl no part</b></d>",
        "<d><a>" SIXTY_BASE64 SIXTY_BASE64 "QUJD</a><b>QUJDQUJDQUI=</b></d>",
    };
    WS_CHANNEL_ENCODER table = encoder_with_limits();
    WS_ERROR *error = create_error();
    (void)state;
    for (size_t i = 0; i < WsCountOf(taken); i++) {
        struct pieces pieces = { (const BYTE *)taken[i], strlen(taken[i]), 0, 0, SIZE_MAX };
        for (pieces.first = 0; pieces.first < pieces.size; pieces.first++) {
            struct refusal refusal = encode(&table, pieces, &text_type, error);
            if (refusal.result != S_OK)
                fail_msg("%s, cut at %zu: %s", taken[i], pieces.first, refusal.text);
        }
    }
    WsFreeError(error);
    WseFreeChannelEncoder(&table);
}

static void an_error_of_the_encoder_does_not_depend_on_how_the_message_is_cut(void **state)
{
    WS_CHANNEL_ENCODER table = encoder_with_limits();
    WS_ERROR *error = create_error();
    (void)state;
    for (size_t i = 0; i < WsCountOf(messages); i++) {
        struct pieces pieces = { (const BYTE *)messages[i].message, strlen(messages[i].message), 0, 0, SIZE_MAX };
        struct refusal whole = encode(&table, pieces, &text_type, error);
        if (strstr(whole.text, messages[i].error) == NULL)
            fail_msg("%s: %s", messages[i].name, whole.text);
        for (pieces.first = 1; pieces.first < pieces.size; pieces.first++)
            assert_same(messages[i].name, whole, encode(&table, pieces, &text_type, error), &pieces);
        for (pieces.first = 0, pieces.most = 1; pieces.most < 9; pieces.most++)
            assert_same(messages[i].name, whole, encode(&table, pieces, &text_type, error), &pieces);
    }
    WsFreeError(error);
    WseFreeChannelEncoder(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_of_the_decoder_does_not_depend_on_how_the_package_is_cut),
        cmocka_unit_test(whether_the_encoder_takes_a_message_does_not_depend_on_how_it_is_cut),
        cmocka_unit_test(an_error_of_the_encoder_does_not_depend_on_how_the_message_is_cut),
    };
    return RUN_SUITE(tests);
}
