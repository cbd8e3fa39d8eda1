using System.Reflection;
using CommandLine;
using CudaMlp.Model;

namespace CudaMlp.Cli.Options;

/// <summary>The options of a command as its class declares them: parsed from a command line, from JSON, and written for --help.</summary>
internal static class OptionTable
{
    /// <summary>Options of a class, those of the class itself before those of its bases.</summary>
    public static IReadOnlyList<(OptionAttribute Option, PropertyInfo Property)> Of(Type type)
    {
        var found = new List<(OptionAttribute, PropertyInfo)>();
        for (var t = type; t is not null && t != typeof(object); t = t.BaseType)
        {
            foreach (var property in t.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            {
                if (property.GetCustomAttribute<OptionAttribute>() is { } option)
                    found.Add((option, property));
            }
        }

        return found;
    }

    /// <exception cref="UsageException">An option or value is not known; the message suggests the nearest.</exception>
    public static T Parse<T>(IReadOnlyList<string> arguments)
        where T : CommonOptions, new()
    {
        using var parser = new Parser(settings =>
        {
            settings.HelpWriter = null;
            settings.AutoHelp = false;
            settings.AutoVersion = false;
            settings.CaseSensitive = true;
        });
        var result = parser.ParseArguments<T>(arguments);
        if (result is NotParsed<T> failed)
            throw new UsageException(Explain(failed.Errors.First(), typeof(T)));
        RefuseSurplus(typeof(T), result.Value, arguments);
        return result.Value;
    }

    /// <summary>The parser passes over values beyond those a command takes: here they are an error.</summary>
    private static void RefuseSurplus(Type type, CommonOptions options, IReadOnlyList<string> arguments)
    {
        var values = type.GetProperties().Where(p => p.GetCustomAttribute<ValueAttribute>() is not null).ToArray();
        if (values.Any(p => p.PropertyType == typeof(IEnumerable<string>)))
            return;
        var flags = Of(type).ToDictionary(o => "--" + o.Option.LongName, o => o.Property.PropertyType == typeof(bool));
        var free = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            if (flags.TryGetValue(arguments[i], out var isSwitch))
                i += isSwitch ? 0 : 1;
            else if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
                free.Add(arguments[i]);
        }

        if (free.Count > values.Length)
            throw new UsageException($"\"{free[values.Length]}\" is a value too many");
    }

    private static string Explain(Error error, Type type)
    {
        var names = Of(type).Select(o => "--" + o.Option.LongName).ToArray();
        return error switch
        {
            UnknownOptionError unknown => $"there is no flag {Dashes(unknown.Token)}"
                + (Spelling.Nearest("--" + unknown.Token.TrimStart('-'), names) is { } nearest ? $"; did you mean {nearest}?" : ""),
            MissingValueOptionError missing => $"--{missing.NameInfo.LongName} needs a value",
            BadFormatConversionError bad when bad.NameInfo.LongName.Length > 0 => $"the value of --{bad.NameInfo.LongName} is not {Expected(type, bad.NameInfo.LongName)}",
            RepeatedOptionError repeated => $"--{repeated.NameInfo.LongName} is given twice",
            BadFormatTokenError token => $"\"{token.Token}\" is no flag and no value",
            _ => $"the flags cannot be read ({error.Tag})",
        };
    }

    private static string Dashes(string token) => token.StartsWith('-') ? token : (token.Length == 1 ? "-" : "--") + token;

    /// <summary>What a flag's value must be, in words.</summary>
    public static string Expected(Type type, string name)
    {
        var property = Of(type).First(o => o.Option.LongName == name).Property.PropertyType;
        var value = Nullable.GetUnderlyingType(property) ?? property;
        return value == typeof(double) ? "a number"
            : value == typeof(ulong) ? "a whole number from 0 up"
            : value == typeof(bool) ? "true or false"
            : value == typeof(string) ? "a text"
            : "a whole number";
    }
}
