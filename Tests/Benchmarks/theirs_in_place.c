#include "theirs_in_place.h"

#include "measure.h"
#include "settings.h"

#include <stdlib.h>
#include <string.h>

copied_messages make_copied_messages(in_place_parser parse, const texts *texts)
{
    const size_t size = texts->messages[0].size;
    copied_messages made = { .parse = parse, .texts = texts, .most = size < chunk_size ? chunk_size / size : 1 };
    made.copies = malloc(made.most * (size + 1));
    if (made.copies == NULL)
        give_up("no memory");
    return made;
}

/* Reading the clock takes long: there are as many copies at a time as the nearest caches have room for. */
static void copy(copied_messages *messages, size_t count)
{
    double begin = own_time();
    char *to = messages->copies;
    for (size_t index = 0; index < count; index++) {
        span message = messages->texts->messages[messages->next];
        memcpy(to, message.bytes, message.size);
        to[message.size] = 0;
        to += message.size + 1;
        messages->next = (messages->next + 1) % messages->texts->count;
    }
    leave_out_seconds(own_time() - begin);
}

void parse_copies(void *context, uint64_t count)
{
    copied_messages *messages = context;
    const size_t size = messages->texts->messages[0].size;
    while (count > 0) {
        size_t now = count < messages->most ? (size_t)count : messages->most;
        copy(messages, now);
        for (size_t index = 0; index < now; index++)
            if (!messages->parse(messages->copies + index * (size + 1), size))
                give_up("a message cannot be parsed in place");
        count -= now;
    }
}

void free_copied_messages(copied_messages *messages)
{
    free(messages->copies);
}
