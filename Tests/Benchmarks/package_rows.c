/* A message of 1 MiB of binary to a package of MTOM and back: beside base64 alone, which such a codec cannot do without, and
 * beside others that read and write packages. Speeds are of bytes of binary. */
#include "peer.h"
#include "rows.h"

#include <modp_b64.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { mebibyte = 1 << 20 };

typedef struct job {
    processor processor;
    span message;
} job;

static void process(void *context, uint64_t repetitions)
{
    job *job = context;
    for (; repetitions > 0; repetitions--) {
        collector output = { 0 };
        job->processor.process(job->processor.state, job->message, &output);
    }
}

/* What the rows work on: the same in all of them. */
typedef struct material {
    span bytes;
    span base64;
    span text;
    span package;
} material;

static void *allocate(size_t size)
{
    void *memory = malloc(size);
    if (memory == NULL)
        give_up("no memory");
    return memory;
}

static processor make_codec(direction direction)
{
    static WCHAR chars[sizeof PACKAGE_BOUNDARY];
    WS_STRING boundary = { sizeof PACKAGE_BOUNDARY - 1, chars };
    WSE_PROPERTY property = { WSE_PROPERTY_MIME_BOUNDARY, &boundary, sizeof boundary };
    for (size_t index = 0; index < boundary.length; index++)
        chars[index] = (WCHAR)PACKAGE_BOUNDARY[index];
    return make_ours_with("mtom", direction, &property, direction == encoding);
}

static material make_material(void)
{
    static const char before[] = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>"
                                 "<content xmlns=\"urn:example:content\">",
                      after[] = "</content></s:Body></s:Envelope>";
    material made;
    uint8_t *bytes = allocate(mebibyte);
    uint64_t state = 14;
    for (size_t index = 0; index < mebibyte; index++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        bytes[index] = (uint8_t)(state >> 56);
    }
    made.bytes = (span){ bytes, mebibyte };
    char *text = allocate(sizeof before + sizeof after + modp_b64_encode_len(mebibyte));
    memcpy(text, before, sizeof before - 1);
    size_t length = modp_b64_encode(text + sizeof before - 1, (char *)bytes, mebibyte);
    made.base64 = (span){ (uint8_t *)text + sizeof before - 1, length };
    memcpy(text + sizeof before - 1 + length, after, sizeof after - 1);
    made.text = (span){ (uint8_t *)text, sizeof before - 1 + length + sizeof after - 1 };
    processor encoder = make_codec(encoding), decoder = make_codec(decoding);
    made.package = encode_message(encoder, made.text);
    collector again = { .expected = &made.text };
    decoder.process(decoder.state, made.package, &again);
    encoder.free(encoder.state);
    decoder.free(decoder.state);
    return made;
}

static const material *material_of_rows(void)
{
    static material made;
    if (made.bytes.size == 0)
        made = make_material();
    return &made;
}

static void compare_with(const row *row, const settings *settings, contender theirs)
{
    const material *material = material_of_rows();
    job ours = { make_codec(row->direction), row->direction == encoding ? material->text : material->package };
    plan plan = { .rounds = settings->rounds  ? settings->rounds
                            : settings->quick ? 15
                                              : 41,
                  .turn = settings->quick ? 0.01 : 0.02,
                  .of_speeds = true };
    comparison result = compare((contender){ process, &ours }, theirs, plan);
    double megabytes = mebibyte / 1e6;
    report_comparison(row->name, megabytes / result.ours, megabytes / result.theirs, "MB/s", &result, row->target);
    ours.processor.free(ours.processor.state);
}

static void run_base64(const row *row, const settings *settings)
{
    const material *material = material_of_rows();
    job theirs = { make_modp_base64(row->direction), row->direction == encoding ? material->base64 : material->bytes };
    compare_with(row, settings, (contender){ process, &theirs });
    theirs.processor.free(theirs.processor.state);
}

static void run_program(const row *row, const settings *settings)
{
    bool is_python = strstr(row->program, ".py") != NULL;
    const material *material = material_of_rows();
    peer theirs = start_peer(is_python ? "python3" : NULL, row->program, row->direction == encoding ? "encode" : "decode",
                             row->direction == encoding ? material->text : material->package);
    run_peer(&theirs, 1);
    compare_with(row, settings, (contender){ run_peer, &theirs });
    end_peer(&theirs);
}

void add_package_rows(row_list *list)
{
    static const char *const directions[] = { "encode", "decode" };
    static const struct {
        const char *name;
        const char *program;
        double least;
    } others[] = { { "modp", NULL, 1 },
                   { "gsoap", "build/gsoap/packages", 5 },
                   { "email", "Tests/Benchmarks/email_packages.py", 20 } };
    for (size_t index = 0; index < sizeof others / sizeof others[0]; index++)
        for (direction direction = encoding; direction <= decoding; direction++) {
            row row = { .direction = direction,
                        .program = others[index].program,
                        .target = { at_least, others[index].least },
                        .run = others[index].program == NULL ? run_base64 : run_program };
            snprintf(row.name, sizeof row.name, "mtom-%s-1m-%s", directions[direction], others[index].name);
            add_row(list, row);
        }
}
