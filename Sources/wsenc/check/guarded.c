#include "guarded.h"

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "child.h"

/* A region takes two or three mappings; Linux allows 65530. */
enum { REGIONS = 16384, ALIGNMENT = 8 };

/* Regions are never freed, so that a late access can be recognised. */
static struct region {
    unsigned char *pages; /* the last page guards the end */
    size_t size;
    unsigned char *bytes;
    const char *what;
    bool is_lent;
} regions[REGIONS];
static size_t region_count;
static struct verdict *watching;

static void judge_touch(int number, siginfo_t *information, void *context)
{
    unsigned char *address = information->si_addr;
    (void)context;
    for (size_t index = 0; index < region_count; index++) {
        const struct region *region = &regions[index];
        if (address < region->pages || address >= region->pages + region->size)
            continue;
        const char *doing = watching->doing ? watching->doing : "a thread";
        if (!region->is_lent)
            verdict_failed(watching, "%s used %s after the call it was given to had returned or completed", doing,
                           region->what);
        else if (address >= region->pages + region->size - (size_t)sysconf(_SC_PAGESIZE))
            verdict_failed(watching, "%s went beyond the end of %s", doing, region->what);
        else
            verdict_failed(watching, "%s wrote to %s", doing, region->what);
        child_end();
    }
    /* The signal is raised again on return, and ends the process. */
    (void)signal(number, SIG_DFL);
}

void guarded_watch(struct verdict *verdict)
{
    struct sigaction action = { .sa_sigaction = judge_touch, .sa_flags = SA_SIGINFO };
    watching = verdict;
    (void)sigaction(SIGSEGV, &action, NULL);
    (void)sigaction(SIGBUS, &action, NULL);
}

void *guarded_lend(const void *bytes, size_t size, const char *what, bool is_limited, bool is_read_only)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t usable = (size + page - 1) / page * page + (size == 0 ? page : 0);
    if (region_count == REGIONS)
        return NULL;
    unsigned char *pages = mmap(NULL, usable + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED)
        return NULL;
    /* Structures must be aligned; their sizes are multiples of the alignment. */
    unsigned char *place = pages + usable - size;
    if (size % ALIGNMENT == 0)
        place = (unsigned char *)((uintptr_t)place & ~(uintptr_t)(ALIGNMENT - 1));
    if (bytes != NULL && size > 0)
        memcpy(place, bytes, size);
    if (is_limited)
        (void)mprotect(pages + usable, page, PROT_NONE);
    if (is_limited && is_read_only)
        (void)mprotect(pages, usable, PROT_READ);
    regions[region_count++] = (struct region){ pages, usable + page, place, what, true };
    return place;
}

void guarded_take_back(void *bytes)
{
    for (size_t index = region_count; bytes != NULL && index > 0; index--) {
        struct region *region = &regions[index - 1];
        if (region->bytes != bytes || !region->is_lent)
            continue;
        region->is_lent = false;
        (void)mprotect(region->pages, region->size, PROT_NONE);
        return;
    }
}
