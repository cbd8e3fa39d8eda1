using System.Reflection;
using System.Runtime.InteropServices;

namespace CudaMlp.Interop.Tests.Native;

/// <summary>A call made through a seam into the recording library, and what arrived there.</summary>
public static unsafe class RecordedCall
{
    public static void AssertPasses(string file, string function, Type seam, object implementation, string path)
    {
        var facts = CPrototype.Read(file);
        var number = facts.Select((f, i) => (f, i)).Single(p => p.f.Name == function).i;
        var fact = facts[number];
        var method = seam.GetMethod(fact.DocumentedName)!;
        var parameters = method.GetParameters();
        Assert.Equal(fact.Parameters.Count, parameters.Length);

        var bits = Bits(parameters.Length);
        var result = method.Invoke(implementation, Arguments(method, bits));

        var record = RecordingLibrary.Record(path);
        Assert.Equal((ulong)number, record[0]);
        for (var i = 0; i < bits.Length; i++)
        {
            var expected = bits[i] & (ulong.MaxValue >> (64 - (8 * CPrototype.SizeOf(fact.Parameters[i]))));
            Assert.True(record[i + 1] == expected, $"{function}, argument {i} ({fact.Parameters[i]}): C received 0x{record[i + 1]:x}, 0x{expected:x} was passed");
            Assert.Equal(CPrototype.SizeOf(fact.Parameters[i]), ArgumentBits.SizeOf(parameters[i].ParameterType));
        }

        if (result is Pointer text)
            Assert.Equal($"text {number}", Marshal.PtrToStringUTF8((nint)Pointer.Unbox(text)));
        else
            Assert.Equal(1000 + number, Convert.ToInt32(result));
    }

    /// <summary>Calls a function with arguments that all bits are used of, and returns its result.</summary>
    public static object Invoke(string documentedName, Type seam, object implementation)
    {
        var method = seam.GetMethod(documentedName)!;
        return method.Invoke(implementation, Arguments(method, Bits(method.GetParameters().Length)))!;
    }

    private static object[] Arguments(MethodInfo method, ulong[] bits) =>
        [.. method.GetParameters().Select((p, i) => ArgumentBits.ToManaged(bits[i], p.ParameterType))];

    // Every argument has all of its bits used, and no two are alike.
    private static ulong[] Bits(int count) =>
        [.. Enumerable.Range(1, count).Select(i => 0xF1E2_D3C4_B5A6_9788UL ^ ((ulong)i * 0x0123_4567_89AB_CDEFUL))];
}
