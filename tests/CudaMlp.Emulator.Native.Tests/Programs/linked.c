/* A program that is linked against the driver, not one that opens it: says the driver's version. */
#include <stdio.h>

int cuDriverGetVersion(int *version);

int main(void)
{
    int version = 0;
    int result = cuDriverGetVersion(&version);
    printf("%d %d\n", result, version);
    return 0;
}
