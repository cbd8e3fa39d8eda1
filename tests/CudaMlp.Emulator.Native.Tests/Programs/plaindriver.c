/* Another libcuda.so.1, with symbols without versions as NVIDIA's has them. */
int cuDriverGetVersion(int *version)
{
    *version = 4242;
    return 0;
}
