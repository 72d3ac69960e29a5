#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "descriptor.h"
#include "interruption.h"

static bool failed(struct output *output)
{
    output->has_failed = true;
    return false;
}

static mode_t mode_of_new_file(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* Returns a template for mkstemp in the directory of `target`. */
static char *temporary_name(const char *target)
{
    const char *slash = strrchr(target, '/');
    int directory = slash ? (int)(slash - target + 1) : 0;
    char *name = NULL;
    return asprintf(&name, "%.*s.wsenc.XXXXXX", directory, target) < 0 ? NULL : name;
}

static bool open_temporary(struct output *output, mode_t mode)
{
    output->temporary = temporary_name(output->target);
    if (output->temporary == NULL) {
        errno = ENOMEM;
        return false;
    }
    /* A signal after the file is created and before its name is recorded would leave the file behind. */
    interruption_hold();
    output->descriptor = mkostemp(output->temporary, O_CLOEXEC);
    int reason = errno;
    if (output->descriptor >= 0)
        interruption_remove_file(output->temporary);
    interruption_release();
    if (output->descriptor < 0) {
        free(output->temporary);
        output->temporary = NULL;
        errno = reason;
        return false;
    }
    return fchmod(output->descriptor, mode) == 0;
}

static bool open_directly(struct output *output, const char *file)
{
    do
        output->descriptor = open(file, O_WRONLY | O_CLOEXEC);
    while (output->descriptor < 0 && errno == EINTR);
    return output->descriptor >= 0;
}

/* /dev/stdout for instance: the file is open already, at some position, and must not be replaced under the shell. */
static int standard_descriptor_of(const struct stat *file)
{
    for (int descriptor = STDOUT_FILENO; descriptor <= STDERR_FILENO; descriptor++) {
        struct stat status;
        if (fstat(descriptor, &status) == 0 && status.st_dev == file->st_dev && status.st_ino == file->st_ino)
            return descriptor;
    }
    return -1;
}

static bool open_file(struct output *output, const char *file)
{
    struct stat status;
    if (stat(file, &status) != 0) {
        struct stat link;
        /* Renaming would replace a dangling link itself. */
        if (errno != ENOENT || *file == 0 || lstat(file, &link) == 0)
            return false;
        output->target = strdup(file);
        return output->target != NULL && open_temporary(output, mode_of_new_file());
    }
    if (!S_ISREG(status.st_mode))
        return open_directly(output, file);
    int standard = standard_descriptor_of(&status);
    if (standard >= 0) {
        output->descriptor = fcntl(standard, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        return output->descriptor >= 0;
    }
    /* Renaming needs only a writable directory, but a write-protected file must not be replaced. */
    if (access(file, W_OK) != 0)
        return false;
    /* If the name is a symbolic link, the file it points to is replaced. */
    output->target = realpath(file, NULL);
    return output->target != NULL && open_temporary(output, status.st_mode & 0777);
}

bool output_open(struct output *output, const char *file)
{
    *output = (struct output){ .descriptor = -1, .name = file ? file : "standard output" };
    if (file == NULL) {
        output->descriptor = STDOUT_FILENO;
        return true;
    }
    return open_file(output, file) || failed(output);
}

bool output_write(struct output *output, const void *bytes, size_t count)
{
    return descriptor_write(output->descriptor, bytes, count) || failed(output);
}

bool output_commit(struct output *output)
{
    int descriptor = output->descriptor;
    output->descriptor = -1;
    /* Some file systems report a full disk only here. After EINTR the descriptor is closed, too. */
    if (close(descriptor) != 0 && errno != EINTR)
        return failed(output);
    if (output->temporary == NULL)
        return true;
    interruption_hold();
    bool renamed = rename(output->temporary, output->target) == 0;
    int reason = errno;
    if (renamed) {
        interruption_remove_file(NULL);
        free(output->temporary);
        output->temporary = NULL;
    }
    interruption_release();
    errno = reason;
    return renamed || failed(output);
}

void output_discard(struct output *output)
{
    if (output->descriptor > STDERR_FILENO)
        (void)close(output->descriptor);
    output->descriptor = -1;
    if (output->temporary != NULL) {
        interruption_hold();
        (void)unlink(output->temporary);
        interruption_remove_file(NULL);
        interruption_release();
    }
    free(output->temporary);
    free(output->target);
    output->temporary = output->target = NULL;
}
