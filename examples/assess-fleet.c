/* Assesses many machines at once, from C: prints a document for each as soon as it is done, one on a line, and shows the progress. Ctrl+C
 * cancels: what is ready still comes, and each other machine is answered with an error document that says so.
 *
 *   cargo build --release
 *   cc -std=c99 -Iinclude examples/assess-fleet.c -Ltarget/release -lwsus954960 -Wl,-rpath,target/release -o assess-fleet
 *   ./assess-fleet tests/fixtures/roots/affected tests/fixtures/roots/clear
 *
 * The library's strings are UTF-16, its documents are JSON. This program only passes them on; use a JSON library to look into them. */
/* So that Ctrl+C does not cut what is being written: signal() of a strict C99 would. */
#define _DEFAULT_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "wsus954960.h"

/* Waiting ends this often, to look whether the user cancelled. */
#define POLL_MS 200

static volatile sig_atomic_t interrupted = 0;

static void interrupt(int number)
{
    (void)number;
    interrupted = 1;
}

/* UTF-16 text that grows. */
struct text {
    uint16_t *units;
    size_t length, size;
};

static void append_unit(struct text *text, unsigned unit)
{
    if (text->length == text->size) {
        text->size = text->size == 0 ? 256 : 2 * text->size;
        text->units = realloc(text->units, text->size * sizeof *text->units);
        if (text->units == NULL)
            abort();
    }
    text->units[text->length++] = (uint16_t)unit;
}

static void append_ascii(struct text *text, const char *ascii)
{
    while (*ascii != 0)
        append_unit(text, (unsigned char)*ascii++);
}

/* Appends valid UTF-8 as a string of JSON. */
static void append_string(struct text *text, const char *utf8)
{
    const unsigned char *byte = (const unsigned char *)utf8;
    char escaped[8];

    append_unit(text, '"');
    while (*byte != 0) {
        /* The first byte decides how many follow. */
        int more = *byte < 0x80 ? 0 : *byte < 0xE0 ? 1 : *byte < 0xF0 ? 2 : 3;
        unsigned long character = more == 0 ? *byte : *byte & (0x3Fu >> more);

        for (byte++; more > 0 && *byte != 0; more--)
            character = character << 6 | (*byte++ & 0x3Fu);
        if (character < 0x20 || character == '"' || character == '\\') {
            snprintf(escaped, sizeof escaped, "\\u%04lx", character);
            append_ascii(text, escaped);
        } else if (character >= 0x10000) {
            append_unit(text, (unsigned)(0xD7C0 + (character >> 10)));
            append_unit(text, (unsigned)(0xDC00 | (character & 0x3FF)));
        } else {
            append_unit(text, (unsigned)character);
        }
    }
    append_unit(text, '"');
}

/* Prints a document as UTF-8, on one line, and frees it. */
static void print_and_free(uint16_t *json, FILE *out)
{
    for (const uint16_t *unit = json; *unit != 0; unit++) {
        unsigned long character = *unit;

        if (character >= 0xD800 && character < 0xDC00)
            character = 0x10000 + ((character & 0x3FF) << 10 | (*++unit & 0x3FFu));
        if (character < 0x80) {
            putc((int)character, out);
        } else {
            int more = character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;

            putc((int)((0xFF00 >> (more + 1) & 0xFF) | character >> 6 * more), out);
            while (more-- > 0)
                putc((int)(0x80 | (character >> 6 * more & 0x3F)), out);
        }
    }
    putc('\n', out);
    fflush(out);
    wsus954960_free(json);
}

/* Whether a document tells the progress. Inside of a string these quotes would be escaped. */
static int is_progress(const uint16_t *json)
{
    static const char kind[] = "\"kind\":\"progress\"";

    for (; *json != 0; json++) {
        size_t i = 0;

        while (kind[i] != 0 && json[i] == (unsigned char)kind[i])
            i++;
        if (kind[i] == 0)
            return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct text request = {0};
    wsus954960_job job;
    uint16_t *json = NULL;
    int32_t status;

    if (argc < 2) {
        fprintf(stderr, "usage: %s FOLDER...\nEach folder stands for a machine's system drive.\n", argv[0]);
        return 2;
    }
    if (wsus954960_abi_version() != WSUS954960_ABI_VERSION) {
        fprintf(stderr, "the library is of another version than the header that this program was built with\n");
        return 2;
    }
    append_ascii(&request, "{\"concurrency\":16,\"timeoutSeconds\":60,\"targets\":[");
    for (int i = 1; i < argc; i++) {
        append_ascii(&request, i > 1 ? ",{\"root\":" : "{\"root\":");
        append_string(&request, argv[i]);
        append_unit(&request, '}');
    }
    append_ascii(&request, "]}");
    append_unit(&request, 0);

    signal(SIGINT, interrupt);
    status = wsus954960_job_start(request.units, &job, &json);
    free(request.units);
    if (status != WSUS954960_OK) {
        print_and_free(json, stderr);
        return 2;
    }
    while ((status = wsus954960_job_next(job, POLL_MS, &json)) == WSUS954960_OK || status == WSUS954960_NOTHING_YET) {
        if (interrupted)
            wsus954960_job_cancel(job);
        if (json != NULL)
            print_and_free(json, is_progress(json) ? stderr : stdout);
    }
    if (status != WSUS954960_FINISHED)
        print_and_free(json, stderr);
    wsus954960_job_free(job);
    return status == WSUS954960_FINISHED && !interrupted ? 0 : 2;
}
