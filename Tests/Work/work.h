/* Messages of many shapes, each of any size, and what codecs do with them. */
#ifndef WORK_H
#define WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that grow at their end. */
typedef struct bytes {
    uint8_t *data;
    size_t size;
    size_t capacity;
} bytes;

__attribute__((noreturn, format(printf, 1, 2))) void give_up(const char *format, ...);

void put(bytes *to, const void *data, size_t size);
void put_text(bytes *to, const char *text);
__attribute__((format(printf, 2, 3))) void put_format(bytes *to, const char *format, ...);
/* `count` times the text. */
void put_times(bytes *to, const char *text, size_t count);

/* A shape: fills `message` with about `size` bytes, of which there is more of what gives it its name the larger it is. */
typedef struct shape {
    const char *name;
    void (*make)(bytes *message, size_t size);
} shape;

/* Documents in text, the first one the plain one that all are compared with. */
extern const shape text_shapes[];
extern const size_t text_shape_count;

/* Records that no encoder here writes, or not as many of. */
extern const shape record_shapes[];
extern const size_t record_shape_count;

/* The same in a session, behind its string table. */
extern const shape session_shapes[];
extern const size_t session_shape_count;

/* Bytes of any kind, for codecs that take any. */
extern const shape byte_shapes[];
extern const size_t byte_shape_count;

#endif
