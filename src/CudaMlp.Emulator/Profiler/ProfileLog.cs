using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CudaMlp.Emulator.Profiler;

/// <summary>All launches of a device while it was profiled, as a table, as JSON and as a Chrome trace. Thread-safe.</summary>
public sealed class ProfileLog
{
    // A trace of more events than this no viewer opens; the sums go on.
    private const int MostEvents = 200_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, KernelProfile> _kernels = [];
    private readonly List<(string Kernel, double StartMicroseconds, double Microseconds, string Grid, string Block)> _events = [];

    /// <summary>The kernels seen, the one with the greatest least time first.</summary>
    public IReadOnlyList<KernelProfile> Kernels
    {
        get
        {
            lock (_gate)
                return [.. _kernels.Values.OrderByDescending(k => k.LeastSeconds).ThenBy(k => k.Kernel, StringComparer.Ordinal)];
        }
    }

    /// <summary>Notes a launch.</summary>
    /// <param name="profile">What it did.</param>
    /// <param name="start">When it began, counted from any fixed time.</param>
    public void Add(KernelProfile profile, TimeSpan start)
    {
        ArgumentNullException.ThrowIfNull(profile);
        lock (_gate)
        {
            if (_events.Count < MostEvents)
                _events.Add((profile.Kernel, start.TotalMicroseconds, profile.Elapsed.TotalMicroseconds, profile.Grid.ToString(), profile.Block.ToString()));
            if (_kernels.TryGetValue(profile.Kernel, out KernelProfile? known))
                known.Add(profile);
            else
                _kernels[profile.Kernel] = profile.Copy();
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _kernels.Clear();
            _events.Clear();
        }
    }

    /// <summary>A table of one line a kernel.</summary>
    public string ToTable()
    {
        IReadOnlyList<KernelProfile> kernels = Kernels;
        if (kernels.Count == 0)
            return "no kernel was launched";
        List<string[]> rows =
        [
            ["kernel", "launches", "warp instr", "thread instr", "lanes", "asked", "moved", "coalesced", "conflicts", "divergent", "occupancy", "least time", "bound by", "emulated"],
        ];
        foreach (KernelProfile k in kernels)
        {
            rows.Add(
            [
                k.Kernel, Count(k.Launches), Count(k.WarpInstructions), Count(k.ThreadInstructions), Percent(k.LaneUse), Bytes(k.BytesAsked), Bytes(k.BytesMoved),
                Percent(k.Coalescing), Count(k.BankConflicts), k.Branches == 0 ? "-" : Percent((double)k.DivergentBranches / k.Branches), Percent(k.Occupancy),
                Time(k.LeastSeconds), k.Bound, Time(k.Elapsed.TotalSeconds),
            ]);
        }
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length))];
        var text = new StringBuilder();
        text.Append("least times for ").Append(kernels[0].Device).AppendLine();
        foreach (string[] row in rows)
        {
            for (int c = 0; c < row.Length; c++)
                text.Append(c == 0 ? row[c].PadRight(widths[c]) : "  " + row[c].PadLeft(widths[c]));
            text.AppendLine();
        }
        return text.ToString();
    }

    /// <summary>An object with the device and an array of kernels.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            IReadOnlyList<KernelProfile> kernels = Kernels;
            json.WriteStartObject();
            json.WriteString("device", kernels.Count > 0 ? kernels[0].Device.Name : "");
            json.WriteStartArray("kernels");
            foreach (KernelProfile k in kernels)
                Write(json, k);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The launches in the trace-event format that chrome://tracing and Perfetto open. Times are the emulation's.</summary>
    public string ToChromeTrace()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("traceEvents");
            lock (_gate)
            {
                foreach ((string kernel, double start, double length, string grid, string block) in _events)
                {
                    json.WriteStartObject();
                    json.WriteString("name", kernel);
                    json.WriteString("ph", "X");
                    json.WriteNumber("ts", start);
                    json.WriteNumber("dur", length);
                    json.WriteNumber("pid", 1);
                    json.WriteNumber("tid", 1);
                    json.WriteStartObject("args");
                    json.WriteString("grid", grid);
                    json.WriteString("block", block);
                    json.WriteEndObject();
                    json.WriteEndObject();
                }
            }
            json.WriteEndArray();
            json.WriteString("displayTimeUnit", "ms");
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, KernelProfile k)
    {
        json.WriteStartObject();
        json.WriteString("kernel", k.Kernel);
        json.WriteNumber("launches", k.Launches);
        json.WriteNumber("warpInstructions", k.WarpInstructions);
        json.WriteNumber("threadInstructions", k.ThreadInstructions);
        json.WriteStartObject("threadInstructionsByClass");
        foreach (InstructionClass c in Enum.GetValues<InstructionClass>())
            json.WriteNumber(c.ToString().ToLowerInvariant(), k.ByClass[(int)c]);
        json.WriteEndObject();
        json.WriteNumber("fp32Flops", k.Fp32Flops);
        json.WriteNumber("fp64Flops", k.Fp64Flops);
        json.WriteNumber("halfFlops", k.HalfFlops);
        json.WriteNumber("tensorFlops", k.TensorFlops);
        json.WriteNumber("bytesRead", k.BytesRead);
        json.WriteNumber("bytesWritten", k.BytesWritten);
        json.WriteNumber("bytesMoved", k.BytesMoved);
        json.WriteNumber("coalescing", k.Coalescing);
        json.WriteNumber("bankConflicts", k.BankConflicts);
        json.WriteNumber("branches", k.Branches);
        json.WriteNumber("divergentBranches", k.DivergentBranches);
        json.WriteNumber("laneUse", k.LaneUse);
        json.WriteNumber("occupancy", k.Occupancy);
        json.WriteNumber("memorySeconds", k.MemorySeconds);
        json.WriteNumber("arithmeticSeconds", k.ArithmeticSeconds);
        json.WriteNumber("leastSeconds", k.LeastSeconds);
        json.WriteString("bound", k.Bound);
        json.WriteNumber("emulatedSeconds", k.Elapsed.TotalSeconds);
        json.WriteEndObject();
    }

    private static string Count(long n) => n.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (100 * share).ToString("F0", CultureInfo.InvariantCulture) + " %";

    private static string Bytes(long n) => n < 10_000 ? n + " B" : n < 10_000_000 ? (n / 1e3).ToString("F0", CultureInfo.InvariantCulture) + " kB" : (n / 1e6).ToString("F0", CultureInfo.InvariantCulture) + " MB";

    private static string Time(double s) => s < 1e-3 ? (s * 1e6).ToString("F2", CultureInfo.InvariantCulture) + " µs" : s < 1 ? (s * 1e3).ToString("F2", CultureInfo.InvariantCulture) + " ms" : s.ToString("F2", CultureInfo.InvariantCulture) + " s";
}
