// The private tables of the driver, which the CUDA runtime library asks for. The argument chooses what is said of them.
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef int (*find_t)(const void **table, const unsigned char id[16]);

static const unsigned char cudart[16] = {0x6b, 0xd5, 0xfb, 0x6c, 0x5b, 0xf4, 0xe7, 0x4a, 0x89, 0x87, 0xd9, 0x39, 0x12, 0xfd, 0x9d, 0xf9};
static const unsigned char storage[16] = {0xc6, 0x93, 0x33, 0x6e, 0x11, 0x21, 0xdf, 0x11, 0xa8, 0xc3, 0x68, 0xf3, 0x55, 0xd8, 0x95, 0x93};
static const unsigned char handshake[16] = {0xd4, 0x08, 0x20, 0x55, 0xbd, 0xe6, 0x70, 0x4b, 0x8d, 0x34, 0xba, 0x12, 0x3c, 0x66, 0xe1, 0xf2};

int main(int argc, char **argv)
{
    void *library = dlopen("libcuda.so.1", RTLD_NOW);
    find_t find = library ? (find_t)dlsym(library, "cuGetExportTable") : 0;
    int (*init)(unsigned) = library ? (int (*)(unsigned))dlsym(library, "cuInit") : 0;
    const void **table;
    if (!find || !init || init(0))
        return 2;
    if (argc > 1 && !strcmp(argv[1], "unknown-table"))
    {
        printf("%d", find((const void **)&table, (const unsigned char *)"no table at all"));
    }
    else if (argc > 1 && !strcmp(argv[1], "unknown-function"))
    {
        int error = find((const void **)&table, cudart);
        printf("%d %d %d", error, (int)((uintptr_t)table[0] / sizeof(void *)), ((int (*)(void))table[3])());
    }
    else if (argc > 1 && !strcmp(argv[1], "storage"))
    {
        void *context, *value = 0;
        int (*retain)(void **, int) = (int (*)(void **, int))dlsym(library, "cuDevicePrimaryCtxRetain");
        find((const void **)&table, storage);
        retain(&context, 0);
        int put = ((int (*)(void *, void *, void *, void *))table[0])(context, &table, &value, 0);
        int get = ((int (*)(void **, void *, void *))table[2])(&value, context, &table);
        int gone = ((int (*)(void *, void *))table[1])(context, &table);
        printf("%d %d %d %d %d", put, get, value == &value, gone, ((int (*)(void **, void *, void *))table[2])(&value, context, &table));
    }
    else
    {
        uint64_t fixed[2], first[2], again[2], later[2];
        int error = find((const void **)&table, handshake);
        int (*shake)(uint32_t, uint64_t, uint64_t *) = (int (*)(uint32_t, uint64_t, uint64_t *))table[1];
        error |= shake(12040, 1, fixed) | shake(12042, 1, first) | shake(12042, 1, again) | shake(12042, 2, later);
        printf("%d %llx %d %d", error, (unsigned long long)fixed[0], !memcmp(first, again, 16), !memcmp(first, later, 16));
    }
    return 0;
}
