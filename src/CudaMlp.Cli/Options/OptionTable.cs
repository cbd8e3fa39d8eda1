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
        var free = Read(typeof(T), arguments);
        var result = parser.ParseArguments<T>(arguments);
        if (result is NotParsed<T> failed)
            throw new UsageException(Explain(failed.Errors.First(), typeof(T)));
        RefuseSurplus(typeof(T), free);
        return result.Value;
    }

    /// <summary>What stands on its own among the flags. The parser takes a flag of a nullable type that ends without its value as not given: here that is an error.</summary>
    private static List<string> Read(Type type, IReadOnlyList<string> arguments)
    {
        var flags = Of(type).ToDictionary(o => "--" + o.Option.LongName, o => o.Property.PropertyType);
        var free = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var parts = arguments[i].Split('=', 2);
            if (!flags.TryGetValue(parts[0], out var kind))
            {
                if (!IsFlag(arguments[i]))
                    free.Add(arguments[i]);
                continue;
            }

            if (kind == typeof(bool))
                continue;
            // Only --resume may stand alone, and has an empty value by now.
            var value = parts.Length > 1 ? parts[1] : arguments.ElementAtOrDefault(++i);
            if (value is null || (parts.Length == 1 && IsFlag(value)) || (value.Length == 0 && parts[0] != "--resume"))
                throw new UsageException($"{parts[0]} needs a value");
            // The parser would take the comma for a mark of thousands, and 0,001 for 1.
            if (kind == typeof(double?) && value.Contains(','))
                throw new UsageException($"the value of {parts[0]} has a comma: decimals are written with a point, such as {(value.Contains('.') ? "0.001" : value.Replace(',', '.'))}");
        }

        return free;
    }

    private static bool IsFlag(string argument) => argument.StartsWith("--", StringComparison.Ordinal);

    /// <summary>The parser passes over values beyond those a command takes: here they are an error.</summary>
    private static void RefuseSurplus(Type type, List<string> free)
    {
        var values = type.GetProperties().Where(p => p.GetCustomAttribute<ValueAttribute>() is not null).ToArray();
        if (free.Count > values.Length && values.All(p => p.PropertyType != typeof(IEnumerable<string>)))
            throw new UsageException($"\"{free[values.Length]}\" is a value too many");
    }

    private static string Explain(Error error, Type type)
    {
        var names = Of(type).Select(o => "--" + o.Option.LongName).ToArray();
        return error switch
        {
            UnknownOptionError unknown => $"there is no flag {Dashes(unknown.Token)}"
                + (Spelling.Nearest("--" + unknown.Token.TrimStart('-'), names) is { } nearest ? $"; did you mean {nearest}?" : ""),
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
