/* Calls every function of the library, with every kind of good and bad argument, ROUNDS times on each of THREADS threads, and frees what it
 * gets. Nothing may be left: .ci/memory runs it under valgrind and with the address sanitizer of the C compiler.
 *
 *   calls ROUNDS THREADS FIXTURES SCRATCH
 *
 * What is saved and reported goes into the folder SCRATCH. It prints how many calls it made. It ends with 1 if a status is not the one that
 * is documented. */
#define _POSIX_C_SOURCE 200809L
#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "wsus954960.h"

static atomic_ulong calls;
static const char *fixtures, *scratch;

/* ASCII to UTF-16. The caller frees it. */
static uint16_t *utf16(const char *ascii)
{
    size_t length = strlen(ascii);
    uint16_t *text = malloc((length + 1) * sizeof *text);

    for (size_t i = 0; i <= length; i++)
        text[i] = (unsigned char)ascii[i];
    return text;
}

static void expect(const char *what, int32_t status, int32_t wanted)
{
    atomic_fetch_add(&calls, 1);
    if (status != wanted) {
        fprintf(stderr, "%s: status %d instead of %d\n", what, (int)status, (int)wanted);
        exit(1);
    }
}

static void release(uint16_t *json)
{
    wsus954960_free(json);
    atomic_fetch_add(&calls, 1);
}

typedef int32_t scan(const uint16_t *path, const uint16_t *options, uint16_t **json);

/* Half a pair of surrogates. */
static const uint16_t broken[] = {'x', 0xD800, 'y', 0};

static void check(const uint16_t *path, int32_t wanted)
{
    uint16_t *json;

    expect("check_version", wsus954960_check_version(path, &json), wanted);
    release(json);
}

static void scanned(scan *function, const uint16_t *path, const char *options, int32_t wanted)
{
    uint16_t *json, *text = options == NULL ? NULL : utf16(options);

    expect(options == NULL ? "scan" : options, function(path, text, &json), wanted);
    release(json);
    free(text);
}

static void assessed(const char *options, int32_t wanted)
{
    uint16_t *json, *text = utf16(options);

    expect(options, wsus954960_assess(text, &json), wanted);
    release(json);
    free(text);
}

/* Takes the documents of a job, COUNT at most. */
static void documents_of(wsus954960_job job, int count)
{
    uint16_t *json;
    int32_t status;

    while (count-- > 0) {
        status = wsus954960_job_next(job, 1000, &json);
        atomic_fetch_add(&calls, 1);
        if (status != WSUS954960_NOTHING_YET)
            release(json);
        if (status != WSUS954960_OK && status != WSUS954960_NOTHING_YET)
            break;
    }
}

/* Starts a job, takes its documents or only the first ones, and frees it. */
static void job(const char *request, int32_t wanted, int documents, int cancel)
{
    uint16_t *json, *text = utf16(request);
    wsus954960_job job;

    expect(request, wsus954960_job_start(text, &job, &json), wanted);
    free(text);
    release(json);
    if (cancel) {
        wsus954960_job_cancel(job);
        atomic_fetch_add(&calls, 1);
    }
    documents_of(job, documents);
    wsus954960_job_free(job);
    /* Twice does no harm, nor does a number that is not a job's. */
    wsus954960_job_free(job);
    wsus954960_job_cancel(job);
    wsus954960_job_cancel(0);
    atomic_fetch_add(&calls, 4);
}

/* A document about a machine, as it stands in a JSON text. */
static const char saved[] = "{\\\"schemaVersion\\\":1,\\\"kind\\\":\\\"error\\\",\\\"code\\\":\\\"timedOut\\\",\\\"message\\\":\\\"x\\\","
                            "\\\"path\\\":\\\"PC17\\\",\\\"osError\\\":null,\\\"problem\\\":\\\"timedOut\\\","
                            "\\\"data\\\":{\\\"timeoutMs\\\":1,\\\"action\\\":\\\"findEvidence\\\"},\\\"place\\\":null}";

static void *help(void *job)
{
    documents_of(*(wsus954960_job *)job, 100);
    return NULL;
}

/* Two threads take the documents of one job, and a third frees it or not while they do. */
static void shared(const char *request, int freed_early)
{
    uint16_t *json, *text = utf16(request);
    wsus954960_job job;
    pthread_t helpers[2];

    expect(request, wsus954960_job_start(text, &job, &json), WSUS954960_OK);
    free(text);
    for (int i = 0; i < 2; i++)
        if (pthread_create(&helpers[i], NULL, help, &job) != 0)
            abort();
    if (freed_early)
        wsus954960_job_free(job);
    for (int i = 0; i < 2; i++)
        pthread_join(helpers[i], NULL);
    wsus954960_job_free(job);
    atomic_fetch_add(&calls, freed_early ? 2 : 1);
}

/* Whether a thread of this process, by its number, is one of the library's: a sanitizer has threads too. */
static bool is_librarys(const char *number)
{
    char path[64], name[32] = "";
    FILE *file;

    snprintf(path, sizeof path, "/proc/self/task/%.20s/comm", number);
    file = fopen(path, "r");
    /* It has ended meanwhile. */
    if (file == NULL)
        return false;
    if (fgets(name, sizeof name, file) == NULL)
        name[0] = '\0';
    fclose(file);
    return strncmp(name, "wsus954960", strlen("wsus954960")) == 0;
}

/* A job's threads may end after it. While they are there, what they hold looks lost; and they must not be there for long. */
static void wait_for_threads(void)
{
    for (int tries = 0; tries < 6000; tries++) {
        int count = 0;
        struct dirent *entry;
        DIR *tasks = opendir("/proc/self/task");

        if (tasks == NULL)
            abort();
        while ((entry = readdir(tasks)) != NULL)
            count += entry->d_name[0] != '.' && is_librarys(entry->d_name);
        closedir(tasks);
        if (count == 0)
            return;
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    fputs("threads are left\n", stderr);
    exit(1);
}

static void call_all(void)
{
    char text[4096];
    uint16_t *dll, *client, *server, *folder, *absent, *denied, *foreign, *json;

    snprintf(text, sizeof text, "%s/dll/sp1.dll", fixtures);
    dll = utf16(text);
    snprintf(text, sizeof text, "%s/roots/affected/Windows/WindowsUpdate.log", fixtures);
    client = utf16(text);
    snprintf(text, sizeof text, "%s/roots/affected/Program Files/Update Services/LogFiles/SoftwareDistribution.log", fixtures);
    server = utf16(text);
    folder = utf16(fixtures);
    absent = utf16("no/such/file");
    /* Nobody may read this, not even root. */
    denied = utf16("/proc/sys/vm/compact_memory");

    if (wsus954960_abi_version() != WSUS954960_ABI_VERSION)
        exit(1);
    atomic_fetch_add(&calls, 1);

    check(dll, WSUS954960_OK);
    check(absent, WSUS954960_NOT_FOUND);
    check(client, WSUS954960_MALFORMED);
    check(folder, WSUS954960_INVALID_ARGUMENT);
    check(denied, WSUS954960_ACCESS_DENIED);
    check(broken, WSUS954960_INVALID_ARGUMENT);
    check(NULL, WSUS954960_INVALID_ARGUMENT);
    expect("no json", wsus954960_check_version(dll, NULL), WSUS954960_INVALID_ARGUMENT);

    scanned(wsus954960_scan_client_log, client, NULL, WSUS954960_OK);
    scanned(wsus954960_scan_client_log, client, "{\"since\":\"2008-06-13\",\"maxIncidents\":0,\"language\":\"ko\"}", WSUS954960_OK);
    scanned(wsus954960_scan_server_log, server, NULL, WSUS954960_OK);
    for (int i = 0; i < 2; i++) {
        scan *function = i == 0 ? wsus954960_scan_client_log : wsus954960_scan_server_log;

        scanned(function, absent, NULL, WSUS954960_NOT_FOUND);
        scanned(function, folder, "{}", WSUS954960_INVALID_ARGUMENT);
        scanned(function, denied, "{}", WSUS954960_ACCESS_DENIED);
        scanned(function, NULL, "{}", WSUS954960_INVALID_ARGUMENT);
        scanned(function, dll, "{}", WSUS954960_OK);
        scanned(function, client, "{\"unknown\":1}", WSUS954960_INVALID_ARGUMENT);
        scanned(function, client, "{\"since\":\"2008-13-45\"}", WSUS954960_INVALID_ARGUMENT);
        scanned(function, client, "[", WSUS954960_INVALID_ARGUMENT);
        expect("broken options", function(client, broken, &json), WSUS954960_INVALID_ARGUMENT);
        release(json);
        expect("no json", function(client, NULL, NULL), WSUS954960_INVALID_ARGUMENT);
    }

    snprintf(text, sizeof text, "{\"root\":\"%s/roots/affected\",\"language\":\"ko\"}", fixtures);
    assessed(text, WSUS954960_OK);
    assessed("{\"root\":\"no/such/folder\"}", WSUS954960_NOT_FOUND);
    assessed("{\"root\":\"x\",\"computerName\":\"y\"}", WSUS954960_INVALID_ARGUMENT);
    assessed("nonsense", WSUS954960_INVALID_ARGUMENT);
    expect("no json", wsus954960_assess(NULL, NULL), WSUS954960_INVALID_ARGUMENT);

    snprintf(text, sizeof text,
             "{\"targets\":[{\"root\":\"%s/roots/affected\"},{\"root\":\"%s/roots/clear\"},{\"root\":\"absent\"},{\"root\":\"\"}],\"concurrency\":3,"
             "\"timeoutSeconds\":60}",
             fixtures, fixtures);
    job(text, WSUS954960_OK, 100, 0);
    job(text, WSUS954960_OK, 1, 0);
    job(text, WSUS954960_OK, 100, 1);
    job(text, WSUS954960_OK, 0, 0);
    shared(text, 0);
    shared(text, 1);
    /* No machine answers in a nanosecond. */
    snprintf(text, sizeof text, "{\"targets\":[{\"root\":\"%s/roots/affected\"},{\"root\":\"%s/roots/clear\"}],\"timeoutSeconds\":1e-9}", fixtures,
             fixtures);
    job(text, WSUS954960_OK, 100, 0);
    snprintf(text, sizeof text, "{\"save\":{\"to\":\"%s\",\"spool\":\"%s/spool\",\"texts\":[\"%s\",\"[\"]}}", scratch, scratch, saved);
    job(text, WSUS954960_OK, 100, 0);
    /* Nobody can make a folder there: the document waits in the spool. */
    snprintf(text, sizeof text, "{\"save\":{\"to\":\"/proc/none\",\"spool\":\"%s/spool\",\"texts\":[\"%s\"]}}", scratch, saved);
    job(text, WSUS954960_OK, 100, 0);
    snprintf(text, sizeof text, "{\"report\":{\"files\":[\"absent\"],\"texts\":[\"x\"]},\"output\":\"%s/report-%lx.html\"}", scratch,
             (unsigned long)pthread_self());
    job(text, WSUS954960_OK, 100, 0);
    job("{\"report\":{\"files\":[]},\"output\":\"/proc/none.html\"}", WSUS954960_OK, 100, 0);
    snprintf(text, sizeof text, "{\"scan\":{\"kind\":\"version\",\"files\":[\"%s/dll/sp1.dll\",\"absent\",\"\"]}}", fixtures);
    job(text, WSUS954960_OK, 100, 0);
    job("{\"saved\":{\"texts\":[\"[\",\"{}\",\"x\"]},\"language\":\"ko\"}", WSUS954960_OK, 100, 0);
    job("{\"join\":{\"files\":[\"absent\"]}}", WSUS954960_OK, 100, 0);
    job("{\"join\":{\"files\":[\"absent\"]}}", WSUS954960_OK, 0, 0);
    job("{\"targets\":[],\"concurrency\":0}", WSUS954960_INVALID_ARGUMENT, 2, 0);
    job("{}", WSUS954960_INVALID_ARGUMENT, 2, 0);
    expect("no job", wsus954960_job_start(NULL, NULL, NULL), WSUS954960_INVALID_ARGUMENT);
    expect("no json", wsus954960_job_next(1, 0, NULL), WSUS954960_INVALID_ARGUMENT);

    /* Pointers that are not the library's, and one twice. */
    foreign = utf16("x");
    release(NULL);
    release(foreign);
    free(foreign);
    expect("check_version", wsus954960_check_version(dll, &json), WSUS954960_OK);
    release(json + 1);
    release(json);
    release(json);

    free(dll);
    free(client);
    free(server);
    free(folder);
    free(absent);
    free(denied);
}

static void *rounds(void *argument)
{
    for (long left = *(long *)argument; left > 0; left--)
        call_all();
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    long count;
    int thread_count;

    if (argc != 5)
        return 64;
    count = atol(argv[1]);
    thread_count = atoi(argv[2]);
    fixtures = argv[3];
    scratch = argv[4];
    if (thread_count < 1 || thread_count > 64)
        return 64;
    for (int i = 0; i < thread_count; i++)
        if (pthread_create(&threads[i], NULL, rounds, &count) != 0)
            abort();
    for (int i = 0; i < thread_count; i++)
        pthread_join(threads[i], NULL);
    wait_for_threads();
    printf("%lu calls\n", (unsigned long)calls);
    return 0;
}
