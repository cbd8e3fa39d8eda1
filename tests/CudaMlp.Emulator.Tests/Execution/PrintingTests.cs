namespace CudaMlp.Emulator.Tests.Execution;

/// <summary>printf in kernels, which prints as the host's C library does.</summary>
public class PrintingTests
{
    [Theory]
    [InlineData("%a", 1.0, "0x1p+0")]
    [InlineData("%a", -0.1, "-0x1.999999999999ap-4")]
    [InlineData("%.2a", 3.999, "0x2.00p+1")]
    [InlineData("%.0a", 1.5, "0x2p+0")]
    [InlineData("%A", 1e300, "0X1.7E43C8800759CP+996")]
    [InlineData("%a", 5e-324, "0x0.0000000000001p-1022")]
    [InlineData("%12a|", 0.0, "      0x0p+0|")]
    [InlineData("%g", 1e-5, "1e-05")]
    [InlineData("%p", 0.0, "(nil)")]
    public void One_number(string format, double value, string printed)
    {
        string bytes = string.Join(", ", System.Text.Encoding.ASCII.GetBytes(format + "\0"));
        using var device = new TestDevice($$"""
            .extern .func (.param .b32 r) vprintf (.param .b64 f, .param .b64 a);
            .global .b8 text[{{format.Length + 1}}] = { {{bytes}} };
            .visible .entry k(.param .f64 x)
            {
                .reg .b32 %r;
                .reg .b64 %d<2>;
                .reg .f64 %x;
                .local .align 8 .b8 arguments[8];
                ld.param.f64 %x, [x];
                st.local.f64 [arguments], %x;
                mov.u64 %d0, text;
                cvta.global.u64 %d0, %d0;
                mov.u64 %d1, arguments;
                cvta.local.u64 %d1, %d1;
                {
                    .param .b64 p0;
                    .param .b64 p1;
                    .param .b32 result;
                    st.param.b64 [p0], %d0;
                    st.param.b64 [p1], %d1;
                    call.uni (result), vprintf, (p0, p1);
                    ld.param.b32 %r, [result];
                }
                ret;
            }
            """);
        device.Run("k", new Dim3(1), new Dim3(1), value);
        Assert.Equal(printed, device.Printed);
    }
}
