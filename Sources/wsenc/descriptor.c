#include "descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <unistd.h>

/* Whether to repeat a call that failed. If the descriptor is non-blocking, waits until it is ready. */
static bool may_go_on(int descriptor, short events)
{
    if (errno == EINTR)
        return true;
    if (errno != EAGAIN && errno != EWOULDBLOCK)
        return false;
    struct pollfd wanted = { descriptor, events, 0 };
    return poll(&wanted, 1, -1) >= 0 || errno == EINTR;
}

bool descriptor_read(int descriptor, void *bytes, size_t room, size_t *count)
{
    for (;;) {
        ssize_t result = read(descriptor, bytes, room);
        if (result >= 0) {
            *count = (size_t)result;
            return true;
        }
        if (!may_go_on(descriptor, POLLIN))
            return false;
    }
}

bool descriptor_write(int descriptor, const void *bytes, size_t count)
{
    const unsigned char *next = bytes;
    while (count > 0) {
        ssize_t result = write(descriptor, next, count);
        if (result >= 0) {
            next += result;
            count -= (size_t)result;
        } else if (!may_go_on(descriptor, POLLOUT)) {
            return false;
        }
    }
    return true;
}

void descriptor_reserve_standard(void)
{
    static const int flags[] = { O_WRONLY, O_RDONLY, O_WRONLY };
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++) {
        /* open returns the lowest free number. */
        if (fcntl(descriptor, F_GETFD) < 0 && errno == EBADF)
            (void)open("/dev/null", flags[descriptor]);
    }
}
