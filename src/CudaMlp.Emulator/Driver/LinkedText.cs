using System.Text;
using System.Text.RegularExpressions;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Driver;

/// <summary>Several PTX texts as one, in which what one of them only declares is what another defines.</summary>
internal static partial class LinkedText
{
    /// <exception cref="PtxException">One of the texts is no PTX, or their address sizes differ.</exception>
    public static string Join(IReadOnlyList<string> texts)
    {
        PtxModule[] modules = [.. texts.Select(PtxParser.Parse)];
        if (texts.Count == 1)
            return texts[0];
        PtxModule newest = modules.MaxBy(module => (module.TargetArchitecture, module.Target))!;
        if (modules.FirstOrDefault(module => module.AddressSize != newest.AddressSize) is { } other)
            throw new PtxException($"texts of {other.AddressSize} and {newest.AddressSize} bits cannot be linked", other.TargetLocation);
        var joined = new StringBuilder();
        joined.Append($".version {modules.Max(module => module.Version)}\n.target {newest.Target}\n.address_size {newest.AddressSize}\n");
        var taken = new HashSet<string>();
        for (int i = 0; i < modules.Length; i++)
        {
            // A name of a module's own may be another's as well; of weak definitions the first counts, and what uses the others uses that one.
            var own = new HashSet<string>();
            var weak = new Dictionary<string, bool>();
            foreach ((string name, PtxLinkage linkage, bool defines) in Names(modules[i]))
            {
                bool again = linkage != PtxLinkage.None && defines && !taken.Add(name);
                if (linkage == PtxLinkage.Weak)
                    weak[name] = again;
                else if (linkage == PtxLinkage.None && modules.Any(module => module != modules[i] && Names(module).Any(known => known.Name == name)))
                    own.Add(name);
            }
            (int files, bool isWeak, string suffix) = (1000 * i, false, $"$link{i}");
            joined.Append(Word().Replace(texts[i][modules[i].HeaderLength..], match =>
            {
                if (match.Groups["file"].Success)
                    return $"{int.Parse(match.Value) + files}";
                // Behind '.weak' the first name that is weak is what is defined there.
                bool again = false;
                bool isDefinition = isWeak && weak.TryGetValue(match.Value, out again);
                isWeak = match.Groups["weak"].Success || (isWeak && !isDefinition);
                return own.Contains(match.Value) || (isDefinition && again) ? match.Value + suffix : match.Value;
            })).Append('\n');
        }
        return joined.ToString();
    }

    private static IEnumerable<(string Name, PtxLinkage Linkage, bool Defines)> Names(PtxModule module) =>
        module.Functions.Where(function => !function.IsEntry || function.Linkage == PtxLinkage.Weak).Select(function => (function.Name, function.Linkage, function.HasBody))
            .Concat(module.Variables.Select(variable => (variable.Name, variable.Linkage, variable.Linkage != PtxLinkage.Extern)));

    // Names, '.weak', and the numbers of source files; strings and comments are passed over whole.
    [GeneratedRegex("""
        "[^"]*"|//[^\n]*|/\*[\s\S]*?\*/|(?<weak>\.weak\b)|(?<=\.file\s+|\.loc\s+|inlined_at\s+)(?<file>\d{1,5})\b|(?<![\w$%.])[A-Za-z_$%][\w$]*
        """)]
    private static partial Regex Word();
}
