/* A program that others lay DLLs beside. Without an argument it loads one of Windows' DLLs by its name, as parts of Windows do when a
 * program first needs them. With the whole path of wsus954960.dll it loads and calls that, as the module does. */
#include <windows.h>

typedef int (*check_version)(const wchar_t *path, wchar_t **json);

int wmain(int argc, wchar_t **argv)
{
    HMODULE library;
    check_version check;
    wchar_t *json;

    if (argc < 2)
        return LoadLibraryW(L"version.dll") != NULL ? 0 : 1;
    library = LoadLibraryExW(argv[1], NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    check = library == NULL ? NULL : (check_version)(void *)GetProcAddress(library, "wsus954960_check_version");
    return check != NULL && check(argv[1], &json) == 0 ? 0 : 1;
}
