using System.Text.Json;

namespace CudaMlp.Numerics.Measure;

/// <summary>Results of a run in a form for programs.</summary>
public static class GemmReport
{
    /// <summary>
    /// An array of objects with m, n, k, transA, transB, type, threads, gflops, peakGflops, openblasGflops and ratio; the
    /// last two are null where OpenBLAS was not measured.
    /// </summary>
    public static void WriteJson(Stream stream, IEnumerable<GemmResult> results)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartArray();
        foreach (var result in results)
        {
            json.WriteStartObject();
            json.WriteNumber("m", result.Shape.M);
            json.WriteNumber("n", result.Shape.N);
            json.WriteNumber("k", result.Shape.K);
            json.WriteBoolean("transA", result.Shape.TransposeA);
            json.WriteBoolean("transB", result.Shape.TransposeB);
            json.WriteString("type", result.Shape.Type.ToString());
            json.WriteNumber("threads", result.Threads);
            json.WriteNumber("gflops", Math.Round(result.Gflops, 2));
            json.WriteNumber("peakGflops", Math.Round(result.PeakGflops, 2));
            WriteOptional(json, "openblasGflops", result.OpenBlasGflops);
            WriteOptional(json, "ratio", result.Ratio);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, Math.Round(number, 3));
        else
            json.WriteNull(name);
    }
}
