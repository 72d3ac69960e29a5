#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "descriptor.h"

_Static_assert(sizeof(off_t) == 8, "files may be larger than 4 GiB");

static void find_size(struct input *input)
{
    struct stat status;
    if (fstat(input->descriptor, &status) != 0 || !S_ISREG(status.st_mode))
        return;
    /* Another process may have read from standard input before. */
    off_t offset = lseek(input->descriptor, 0, SEEK_CUR);
    if (offset < 0 || offset > status.st_size)
        return;
    input->size = (uint64_t)(status.st_size - offset);
    /* Files in /proc are regular files whose size is always reported as 0. */
    input->has_size = input->size > 0;
}

bool input_open(struct input *input, const char *file)
{
    *input = (struct input){ .descriptor = STDIN_FILENO, .name = file ? file : "standard input" };
    if (file != NULL) {
        do
            input->descriptor = open(file, O_RDONLY | O_CLOEXEC);
        while (input->descriptor < 0 && errno == EINTR);
    }
    if (input->descriptor < 0) {
        input->has_failed = true;
        return false;
    }
    find_size(input);
    return true;
}

bool input_read(struct input *input, void *bytes, size_t room, size_t *count)
{
    if (descriptor_read(input->descriptor, bytes, room, count))
        return true;
    input->has_failed = true;
    return false;
}

void input_close(struct input *input)
{
    if (input->descriptor > STDERR_FILENO)
        (void)close(input->descriptor);
}
