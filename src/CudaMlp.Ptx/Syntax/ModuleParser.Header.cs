using CudaMlp.Ptx.Isa;

namespace CudaMlp.Ptx.Syntax;

/// <summary><c>.version</c>, <c>.target</c>, <c>.address_size</c>, and the lines that point back to the source.</summary>
internal sealed partial class ModuleParser
{
    private static readonly PtxVersion OldestVersion = new(3, 0);
    private static readonly PtxVersion NewestVersion = new(8, 8);

    private sealed record Header(PtxVersion Version, string Target, SourceLocation TargetLocation, int Architecture, IReadOnlyList<string> Options, int AddressSize);

    private Header ParseHeader()
    {
        if (!TakeIfDot("version"))
            throw new PtxSyntaxException($"a PTX module begins with .version; found {Describe(_lexer.Current)}", _lexer.Current.Location);
        PtxVersion version = ParseVersion();
        if (!TakeIfDot("target"))
            throw Unexpected(".target");
        SourceLocation targetLocation = _lexer.Current.Location;
        (string target, int architecture) = ParseTarget(version);
        var options = new List<string>();
        while (TakeIf(','))
            options.Add(_lexer.Text(ExpectName("a target option")));
        int addressSize = 32;
        if (TakeIfDot("address_size"))
        {
            Token at = _lexer.Current;
            addressSize = ExpectInt("the address size", 0, int.MaxValue);
            if (addressSize != 64)
                throw Fail(addressSize == 32 ? "addresses of 32 bits are not supported: compile for 64, nvcc -m64" : $"the address size must be 64, not {addressSize}", at);
        }
        return new Header(version, target, targetLocation, architecture, options, addressSize);
    }

    private PtxVersion ParseVersion()
    {
        Token token = _lexer.Take();
        string[] parts = _lexer.Text(token).Split('.');
        if (token.Kind != TokenKind.Double || parts.Length != 2 || !int.TryParse(parts[0], out int major) || !int.TryParse(parts[1], out int minor))
            throw Fail("expected a version such as 8.0", token);
        var version = new PtxVersion(major, minor);
        if (version < OldestVersion || version > NewestVersion)
            throw new PtxSyntaxException($"PTX version {version} is not supported; supported are {OldestVersion} to {NewestVersion}", token.Location) { IsUnsupportedVersion = true };
        return version;
    }

    private (string Name, int Architecture) ParseTarget(PtxVersion version)
    {
        Token token = ExpectName("a target such as sm_80");
        string name = _lexer.Text(token);
        // Another spelling of the same, as nvcc names the architectures of PTX.
        if (name.StartsWith("compute_", StringComparison.Ordinal))
            name = "sm_" + name["compute_".Length..];
        if (Targets.FirstVersion(name) is not { } first)
            throw Fail($"target '{name}' is not supported; supported are sm_30 to sm_121", token);
        if (version < first)
            throw Fail($"target '{name}' needs PTX {first}; the module is PTX {version}", token);
        return (name, Targets.Architecture(name));
    }

    /// <summary>Notes it where the module has not the special register or, with its dot, the directive of that name.</summary>
    private void CheckNeed(string name, Token at)
    {
        if (NameNeeds.Check(name, _header.Version, _header.Target, _header.Architecture) is { } lack)
            _diagnostics.Report(lack, at.Location);
    }

    // .file 1 "name" [, time, size]
    private void ParseFile()
    {
        _lexer.Take();
        Token at = _lexer.Current;
        int index = ExpectInt("a file index", 0, int.MaxValue);
        if (!_files.TryAdd(index, _lexer.Text(ExpectText("a file name in quotes"))))
            _diagnostics.Report($"file index {index} is given twice", at.Location);
        while (TakeIf(','))
            ExpectConstant("a file's time or size", 0, long.MaxValue);
    }

    // .loc 1 12 3 [, function_name label [+ n], inlined_at 1 5 9]
    private PtxSourceReference ParseLoc()
    {
        _lexer.Take();
        var source = new PtxSourceReference(TakeSmallInteger("a file index"), TakeSmallInteger("a line number"), TakeSmallInteger("a column number"));
        while (TakeIf(','))
        {
            Token name = ExpectName("function_name or inlined_at");
            if (_lexer.Span(name) is "function_name")
            {
                ExpectName("a label");
                if (TakeIf('+'))
                    TakeSmallInteger("an offset");
            }
            else if (_lexer.Span(name) is "inlined_at")
            {
                TakeSmallInteger("a file index");
                TakeSmallInteger("a line number");
                TakeSmallInteger("a column number");
            }
            else
            {
                throw Fail($"expected function_name or inlined_at, found {Describe(name)}", name);
            }
        }
        return source;
    }

    private int TakeSmallInteger(string wanted)
    {
        if (_lexer.Current.Kind != TokenKind.Integer || _lexer.Current.Bits > int.MaxValue)
            throw Unexpected(wanted);
        return (int)_lexer.Take().Bits;
    }
}
