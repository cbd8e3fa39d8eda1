"""A CUDA program in Python over ctypes: kernels of a foreign PTX file on a stream, pinned memory, a host function, and a product."""
import ctypes as c
import sys

cuda = c.CDLL("libcuda.so")
blas = c.CDLL("libcublas.so")


def good(result):
    if result:
        name = c.c_char_p()
        cuda.cuGetErrorName(result, c.byref(name))
        raise RuntimeError(name.value)


class Scale(c.Structure):
    _fields_ = [("factor", c.c_float), ("offset", c.c_int)]


good(cuda.cuInit(0))
context = c.c_void_p()
good(cuda.cuDevicePrimaryCtxRetain(c.byref(context), 0))
good(cuda.cuCtxSetCurrent(context))
module, kernel, stream = c.c_void_p(), c.c_void_p(), c.c_void_p()
good(cuda.cuModuleLoad(c.byref(module), sys.argv[1].encode()))
good(cuda.cuModuleGetFunction(c.byref(kernel), module, b"saxpy"))
good(cuda.cuStreamCreate(c.byref(stream), 0))

n = 777
pinned = c.POINTER(c.c_float)()
good(cuda.cuMemAllocHost_v2(c.byref(pinned), c.c_size_t(4 * n)))
for i in range(n):
    pinned[i] = i
x, y = c.c_uint64(), c.c_uint64()
good(cuda.cuMemAlloc_v2(c.byref(x), c.c_size_t(4 * n)))
good(cuda.cuMemAlloc_v2(c.byref(y), c.c_size_t(4 * n)))
good(cuda.cuMemcpyHtoDAsync_v2(x, pinned, c.c_size_t(4 * n), stream))
good(cuda.cuMemsetD32Async(y, 0, c.c_size_t(n), stream))
values = [y, x, Scale(3.0, 2), c.c_int(n)]
arguments = (c.c_void_p * 4)(*[c.cast(c.byref(v), c.c_void_p) for v in values])
good(cuda.cuLaunchKernel(kernel, (n + 63) // 64, 1, 1, 64, 1, 1, 0, stream, arguments, None))
good(cuda.cuMemcpyDtoHAsync_v2(pinned, y, c.c_size_t(4 * n), stream))
called = []
callback = c.CFUNCTYPE(None, c.c_void_p)(lambda data: called.append(pinned[1]))
good(cuda.cuLaunchHostFunc(stream, callback, None))
good(cuda.cuStreamSynchronize(stream))
table = [1, 10, 100, 1000]
assert [pinned[i] for i in range(n)] == [3 * i + table[(i + 2) % 4] for i in range(n)]
assert called == [1003.0], called

# A kernel that reaches host memory by its own address.
values[0] = c.c_uint64(c.cast(pinned, c.c_void_p).value)
arguments = (c.c_void_p * 4)(*[c.cast(c.byref(v), c.c_void_p) for v in values])
good(cuda.cuLaunchKernel(kernel, (n + 63) // 64, 1, 1, 64, 1, 1, 0, stream, arguments, None))
good(cuda.cuStreamSynchronize(stream))
assert [pinned[i] for i in range(n)] == [2 * (3 * i + table[(i + 2) % 4]) for i in range(n)]

# A cluster of two blocks is refused; one of a single block runs.
class Attribute(c.Structure):
    _fields_ = [("id", c.c_uint64), ("value", c.c_uint * 16)]


class Configuration(c.Structure):
    _fields_ = [("dimensions", c.c_uint * 6), ("shared", c.c_uint), ("stream", c.c_void_p), ("attributes", c.POINTER(Attribute)), ("count", c.c_uint)]


for blocks, result in ((1, 0), (2, 801)):
    cluster = Attribute(4, (c.c_uint * 16)(blocks, 1, 1))
    configuration = Configuration((c.c_uint * 6)(2, 1, 1, 64, 1, 1), 0, stream, c.pointer(cluster), 1)
    assert cuda.cuLaunchKernelEx(c.byref(configuration), kernel, arguments, None) == result, blocks

handle = c.c_void_p()
good(blas.cublasCreate_v2(c.byref(handle)))
good(blas.cublasSetStream_v2(handle, stream))
one, zero = c.c_float(1), c.c_float(0)
good(blas.cublasSgemm_v2(handle, 1, 0, 1, 1, 100, c.byref(one), x, 100, x, 100, c.byref(zero), y, 1))
good(cuda.cuMemcpyDtoH_v2(pinned, y, c.c_size_t(4)))
assert pinned[0] == sum(i * i for i in range(100)), pinned[0]
good(blas.cublasDestroy_v2(handle))

# The forms for per-thread default streams: found by flag, and their null stream is one that can be captured, unlike the legacy one.
address, status = c.c_void_p(), c.c_int()


def entry(name, flags=0, version=12080):
    good(cuda.cuGetProcAddress_v2(name, c.byref(address), version, c.c_uint64(flags), c.byref(status)))
    return address.value


assert entry(b"cuLaunchKernel") == c.cast(cuda.cuLaunchKernel, c.c_void_p).value
assert entry(b"cuLaunchKernel", 2) == c.cast(cuda.cuLaunchKernel_ptsz, c.c_void_p).value
assert entry(b"cuMemcpyHtoD", 2) == c.cast(cuda.cuMemcpyHtoD_v2_ptds, c.c_void_p).value
graph = c.c_void_p()
assert cuda.cuStreamBeginCapture_v2(None, 0) == 900
good(cuda.cuStreamBeginCapture_v2_ptsz(None, 0))
good(cuda.cuStreamEndCapture_ptsz(None, c.byref(graph)))
assert graph.value
print("all right")
