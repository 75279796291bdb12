/* What a C program does with the library: compare the versions, call, use the document, free it. Its first argument is a DLL, the
 * second, if there is one, a job's request in JSON. It prints a document a line. */
#include <stdio.h>
#include <string.h>

#include "wsus954960.h"

/* An ASCII text, as the library wants it. */
static void to_utf16(const char *text, uint16_t *out, size_t size)
{
    size_t length = strlen(text);
    if (length >= size)
        length = size - 1;
    for (size_t i = 0; i < length; i++)
        out[i] = (uint16_t)(unsigned char)text[i];
    out[length] = 0;
}

static void print_and_free(uint16_t *json)
{
    for (const uint16_t *unit = json; *unit != 0; unit++)
        putchar(*unit < 0x80 ? *unit : '?');
    putchar('\n');
    wsus954960_free(json);
}

/* Results as they come; an error document is the answer for one machine and ends nothing. */
static int run_job(const uint16_t *request)
{
    wsus954960_job *job = NULL;
    uint16_t *json = NULL;
    int32_t status;

    if (wsus954960_job_start(request, &job) != WSUS954960_OK) {
        if (wsus954960_last_error(&json) == WSUS954960_OK)
            print_and_free(json);
        return 4;
    }
    while ((status = wsus954960_job_next(job, 1000, &json)) != WSUS954960_FINISHED)
        if (status != WSUS954960_NOTHING_YET)
            print_and_free(json);
    wsus954960_job_free(job);
    return 0;
}

int main(int argc, char **argv)
{
    static uint16_t text[65536];
    uint16_t *json = NULL;

    if (argc != 2 && argc != 3)
        return 64;
    if (wsus954960_abi_version() != WSUS954960_ABI_VERSION) {
        fprintf(stderr, "the library has another ABI version than the header\n");
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
