/* Uses the library as a C program does: compares the versions, calls, uses the document, frees it. Its first argument is a DLL; the
 * second, if any, is a job's request in JSON. It prints one document per line. */
#include <stdio.h>
#include <string.h>

#include "wsus954960.h"

/* Converts valid UTF-8 text for the library. Text that does not fit is left out. */
static void to_utf16(const char *text, uint16_t *out, size_t size)
{
    const unsigned char *byte = (const unsigned char *)text;
    size_t length = 0;

    while (*byte != 0 && length + 2 < size) {
        /* The first byte decides how many follow. */
        int more = *byte < 0x80 ? 0 : *byte < 0xE0 ? 1 : *byte < 0xF0 ? 2 : 3;
        uint32_t character = more == 0 ? *byte : *byte & (0x3Fu >> more);

        for (byte++; more > 0 && *byte != 0; more--)
            character = character << 6 | (*byte++ & 0x3Fu);
        if (character >= 0x10000) {
            out[length++] = (uint16_t)(0xD7C0 + (character >> 10));
            character = 0xDC00 | (character & 0x3FF);
        }
        out[length++] = (uint16_t)character;
    }
    out[length] = 0;
}

static void print_and_free(uint16_t *json)
{
    for (const uint16_t *unit = json; *unit != 0; unit++)
        putchar(*unit < 0x80 ? *unit : '?');
    putchar('\n');
    wsus954960_free(json);
}

/* Prints documents as they come. An error document among them is the answer for one target and does not end the loop; any status but these
 * two does, including the one for a number that is not a job's. */
static int run_job(const uint16_t *request)
{
    wsus954960_job job;
    uint16_t *json = NULL;
    int32_t status, started = wsus954960_job_start(request, &job, &json);

    if (started != WSUS954960_OK)
        print_and_free(json);
    while ((status = wsus954960_job_next(job, 1000, &json)) == WSUS954960_OK || status == WSUS954960_NOTHING_YET)
        if (json != NULL)
            print_and_free(json);
    if (status != WSUS954960_FINISHED)
        print_and_free(json);
    wsus954960_job_free(job);
    return started == WSUS954960_OK && status == WSUS954960_FINISHED ? 0 : 4;
}

int main(int argc, char **argv)
{
    static uint16_t text[65536];
    uint16_t *json = NULL;

    if (argc != 2 && argc != 3)
        return 64;
    if (wsus954960_abi_version() != WSUS954960_ABI_VERSION) {
        fprintf(stderr, "the library and the header have different ABI versions\n");
        return 1;
    }
    to_utf16(argv[1], text, sizeof text / sizeof *text);
    if (wsus954960_check_version(text, &json) != WSUS954960_OK || json == NULL)
        return 2;
    print_and_free(json);
    if (wsus954960_check_version(NULL, &json) != WSUS954960_INVALID_ARGUMENT || json == NULL)
        return 3;
    wsus954960_free(json);
    if (argc < 3)
        return 0;
    to_utf16(argv[2], text, sizeof text / sizeof *text);
    return run_job(text);
}
