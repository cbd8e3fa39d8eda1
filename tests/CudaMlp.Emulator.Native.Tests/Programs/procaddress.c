/*
 * What cuGetProcAddress hands out, by version and flags.
 * usage: procaddress find SYMBOL VERSION FLAGS EXPECTED   the result, the status, and whether it is the export EXPECTED
 *        procaddress unreachable EXPORT...                which of these exports no version and flags lead to
 *        procaddress invoke EXPORT...                     what these exports return when they are called with nothing
 *        procaddress call                                 calls forms of several versions as those versions declare them
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef void *handle;

static void *cuda;
static int (*get)(const char *, void **, int, uint64_t, int *);

static void *look(const char *symbol, int version, uint64_t flags)
{
    void *f = NULL;
    int status = -1;
    return get(symbol, &f, version, flags, &status) == 0 && status == 0 ? f : NULL;
}

/* The name that the export's header gives it: without _ptsz or _ptds, and without _v2 and its like. */
static char *base_of(const char *name)
{
    char *base = strdup(name);
    char *tail = strstr(base, "_pt");
    if (tail)
        *tail = 0;
    size_t n = strlen(base);
    if (n > 3 && base[n - 3] == '_' && base[n - 2] == 'v')
        base[n - 3] = 0;
    return base;
}

static int reachable(const char *name)
{
    char *base = base_of(name);
    void *wanted = dlsym(cuda, name);
    for (int version = 2000; version <= 12080; version += 10)
        if (look(base, version, 0) == wanted || look(base, version, 2) == wanted)
            return 1;
    return 0;
}

#define CU(name, ...) ((int (*)())dlsym(cuda, #name))(__VA_ARGS__)
#define FORM(name, version, ...) ((int (*)())look(name, version, 0))(__VA_ARGS__)
#define CHECK(what, condition) printf("%s %s\n", (condition) ? "PASS" : "FAIL", what)

static void call(void)
{
    handle context, stream, graph, exec, first, second;
    CU(cuInit, 0);
    CU(cuCtxCreate_v2, &context, 0, 0);
    CU(cuStreamCreate, &stream, 0);
    CU(cuGraphCreate, &graph, 0);
    CU(cuGraphAddEmptyNode, &first, graph, NULL, (size_t)0);
    CU(cuGraphAddEmptyNode, &second, graph, NULL, (size_t)0);

    uint64_t edge = 0, filled = 7;
    CHECK("add-dependencies-12030", FORM("cuGraphAddDependencies", 12030, graph, &first, &second, &edge, (size_t)1) == 0);
    handle from = NULL, to = NULL;
    size_t count = 1;
    CHECK("get-edges-12030", FORM("cuGraphGetEdges", 12030, graph, &from, &to, &filled, &count) == 0 && count == 1 && from == first && to == second && filled == 0);
    count = 1;
    CHECK("get-edges-10000", FORM("cuGraphGetEdges", 10000, graph, &from, &to, &count) == 0 && count == 1);
    edge = 1;
    CHECK("edge-data", FORM("cuGraphAddDependencies", 12030, graph, &second, &first, &edge, (size_t)1) == 801);

    CU(cuGraphInstantiateWithFlags, &exec, graph, (uint64_t)0);
    struct
    {
        handle node;
        uint64_t guard[3];
        int result;
    } old = {(handle)1, {7, 7, 7}, -1};
    CHECK("exec-update-11040", FORM("cuGraphExecUpdate", 11040, exec, graph, &old.node, &old.result) == 0 && old.result == 0 && old.guard[0] == 7 && old.guard[1] == 7);

    CU(cuStreamBeginCapture_v2, stream, 0);
    int status = -1;
    uint64_t id = 0;
    CHECK("capture-info-10010", FORM("cuStreamGetCaptureInfo", 10010, stream, &status, &id) == 0 && status == 1 && id != 0);
    handle captured = NULL, *nodes = NULL;
    void *edges = &edge;
    count = 99;
    CHECK("capture-info-12030", FORM("cuStreamGetCaptureInfo", 12030, stream, &status, &id, &captured, &nodes, &edges, &count) == 0 && status == 1 && captured && !edges && count == 0);
    handle green = &edge, owner = NULL;
    CHECK("stream-context-12050", FORM("cuStreamGetCtx", 12050, stream, &owner, &green) == 0 && owner == context && !green);
}

int main(int argc, char **argv)
{
    cuda = dlopen("libcuda.so.1", RTLD_NOW);
    if (!cuda)
        return 2;
    get = (int (*)(const char *, void **, int, uint64_t, int *))dlsym(cuda, "cuGetProcAddress_v2");
    if (!strcmp(argv[1], "find"))
    {
        void *f = NULL;
        int status = -1, result = get(argv[2], &f, atoi(argv[3]), strtoull(argv[4], NULL, 10), &status);
        printf("%d %d %s\n", result, status, !f ? "none" : f == dlsym(cuda, argv[5]) ? argv[5] : "another");
    }
    else if (!strcmp(argv[1], "unreachable"))
    {
        for (int i = 2; i < argc; i++)
            if (!reachable(argv[i]))
                printf("%s\n", argv[i]);
    }
    else if (!strcmp(argv[1], "invoke"))
    {
        for (int i = 2; i < argc; i++)
            printf("%s %d\n", argv[i], ((int (*)(void))dlsym(cuda, argv[i]))());
    }
    else
        call();
    return 0;
}
