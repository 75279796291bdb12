/* What a C program does with the library: compare the versions, call, use the document, free it. */
#include <stdio.h>
#include <string.h>

#include "wsus954960.h"

/* An ASCII path, as the library wants it. */
static void to_utf16(const char *text, uint16_t *out, size_t size)
{
    size_t length = strlen(text);
    if (length >= size)
        length = size - 1;
    for (size_t i = 0; i < length; i++)
        out[i] = (uint16_t)(unsigned char)text[i];
    out[length] = 0;
}

int main(int argc, char **argv)
{
    uint16_t path[4096];
    uint16_t *json = NULL;

    if (argc != 2)
        return 64;
    if (wsus954960_abi_version() != WSUS954960_ABI_VERSION) {
        fprintf(stderr, "the library has another ABI version than the header\n");
        return 1;
    }
    to_utf16(argv[1], path, sizeof path / sizeof *path);
    if (wsus954960_check_version(path, &json) != WSUS954960_OK || json == NULL)
        return 2;
    for (const uint16_t *unit = json; *unit != 0; unit++)
        putchar(*unit < 0x80 ? *unit : '?');
    wsus954960_free(json);
    if (wsus954960_check_version(NULL, &json) != WSUS954960_INVALID_ARGUMENT || json == NULL)
        return 3;
    wsus954960_free(json);
    return 0;
}
