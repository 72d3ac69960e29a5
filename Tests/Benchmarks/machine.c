#include "machine.h"

#include "in_place.h"
#include "wsencoder.h"

#include <brotli/encode.h>
#include <expat.h>
#include <gnu/libc-version.h>
#include <isa-l.h>
#include <libdeflate.h>
#include <libxml/parser.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

/* Writes text with nothing in it that JSON would take for more than text. */
static void write_text(FILE *file, const char *name, const char *text, const char *after)
{
    fprintf(file, "\"%s\": \"", name);
    for (; *text != 0; text++)
        fputc((unsigned char)*text < ' ' || *text == '"' || *text == '\\' ? ' ' : *text, file);
    fprintf(file, "\"%s", after);
}

/* The rest of the first line of a file that begins so, after separators. */
static void find_line(const char *path, const char *beginning, char *text, size_t size)
{
    char line[512];
    snprintf(text, size, "unknown");
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, beginning, strlen(beginning)) == 0) {
            char *rest = line + strlen(beginning);
            rest += strspn(rest, "\t :=\"");
            rest[strcspn(rest, "\"\n")] = 0;
            snprintf(text, size, "%s", rest);
            break;
        }
    if (file != NULL)
        fclose(file);
}

static void ask(const char *command, char *text, size_t size)
{
    snprintf(text, size, "unknown");
    FILE *pipe = popen(command, "r");
    char line[256];
    if (pipe != NULL && fgets(line, sizeof line, pipe) != NULL) {
        line[strcspn(line, "\n")] = 0;
        snprintf(text, size, "%s", line);
    }
    if (pipe != NULL)
        pclose(pipe);
}

static void write_library(FILE *file)
{
    char text[64];
    ULONG version = WseGetVersion();
    snprintf(text, sizeof text, "%u.%u.%u", version >> 16, version >> 8 & 0xFF, version & 0xFF);
    write_text(file, "wsencoder", text, ", ");
    ask("git describe --always --dirty 2>/dev/null", text, sizeof text);
    write_text(file, "commit", text, ", ");
}

static void write_versions(FILE *file)
{
    char text[64];
    fputs("  \"versions\": {", file);
    write_library(file);
    write_text(file, "zlib", zlibVersion(), ", ");
    write_text(file, "libdeflate", LIBDEFLATE_VERSION_STRING, ", ");
    snprintf(text, sizeof text, "%d.%d.%d", ISAL_MAJOR_VERSION, ISAL_MINOR_VERSION, ISAL_PATCH_VERSION);
    write_text(file, "ISA-L", text, ", ");
    uint32_t brotli = BrotliEncoderVersion();
    snprintf(text, sizeof text, "%u.%u.%u", brotli >> 24, brotli >> 12 & 0xFFF, brotli & 0xFFF);
    write_text(file, "brotli", text, ", ");
    write_text(file, "zstd", ZSTD_versionString(), ", ");
    XML_Expat_Version expat = XML_ExpatVersionInfo();
    snprintf(text, sizeof text, "%d.%d.%d", expat.major, expat.minor, expat.micro);
    write_text(file, "expat", text, ", ");
    write_text(file, "libxml2", LIBXML_DOTTED_VERSION, ", ");
    unsigned pugixml = pugixml_version();
    snprintf(text, sizeof text, "%u.%u", pugixml / 1000, pugixml % 1000 / 10);
    write_text(file, "pugixml", text, ", ");
    ask("dpkg-query -W -f '${Version}' librapidxml-dev 2>/dev/null", text, sizeof text);
    write_text(file, "rapidxml", text, ", ");
    ask("pkg-config --modversion libffi 2>/dev/null", text, sizeof text);
    write_text(file, "libffi", text, ", ");
    ask("mono --version 2>/dev/null | sed -n 's/.*version \\([0-9.]*\\).*/\\1/p'", text, sizeof text);
    write_text(file, "Mono", text, ", ");
    write_text(file, "glibc", gnu_get_libc_version(), "},\n");
}

void write_machine(FILE *file)
{
    char text[256], date[32];
    time_t now = time(NULL);
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
    fputs("  ", file);
    write_text(file, "date", date, ",\n");
    struct utsname system;
    uname(&system);
    fputs("  \"machine\": {", file);
    write_text(file, "architecture", system.machine, ", ");
    find_line("/proc/cpuinfo", "model name", text, sizeof text);
    write_text(file, "cpu", text, ", ");
    fprintf(file, "\"cpus\": %ld, ", sysconf(_SC_NPROCESSORS_ONLN));
    find_line("/proc/meminfo", "MemTotal", text, sizeof text);
    write_text(file, "memory", text, ", ");
    find_line("/proc/loadavg", "", text, sizeof text);
    write_text(file, "load at the end", text, ", ");
    find_line("/etc/os-release", "PRETTY_NAME", text, sizeof text);
    write_text(file, "system", text, ", ");
    write_text(file, "kernel", system.release, "},\n");
    fputs("  \"compilers\": {", file);
#if defined(__clang__)
    write_text(file, "C", __VERSION__, ", ");
#else
    write_text(file, "C", "gcc " __VERSION__, ", ");
#endif
    ask("swift --version 2>/dev/null | sed -n 's/.*Swift version \\([0-9.]*\\).*/\\1/p'", text, sizeof text);
    write_text(file, "Swift", text, "},\n");
    write_versions(file);
}
