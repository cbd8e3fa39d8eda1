using CudaMlp.Cli.Options;

namespace CudaMlp.Cli.Runs;

/// <summary>A trained model is overwritten only where that was asked for.</summary>
internal static class Overwriting
{
    /// <summary>Looks at the folder of --out alone, so that it costs nothing to do first.</summary>
    /// <exception cref="UsageException">The folder holds a model that this training would overwrite unasked.</exception>
    public static void Refuse(TrainOptions options)
    {
        if (options.Overwrite && options.Resume is not null)
            throw new UsageException("--resume goes on with a run and --overwrite starts it anew: give one of them");
        if (options.Overwrite || options.Out is not { } folder || !new RunFolder(folder).HoldsModel)
            return;
        if (options.Resume is null)
            throw new UsageException($"{folder} holds a trained model: --resume goes on with it, --overwrite starts anew in its place");
        if (!IsSame(folder, options.Resume))
            throw new UsageException($"{folder} holds a trained model, which the run of {options.Resume} would overwrite: name another --out");
    }

    /// <summary>For commands that make another file of a model: by whatever name or link, it is not the model itself.</summary>
    /// <exception cref="UsageException">--out is the model's own file.</exception>
    public static void RefuseOwn(string model, string target)
    {
        if (Real(model) == Real(target))
            throw new UsageException($"--out {target} is the model itself, which is left as it is: name another file");
    }

    /// <summary>True where --resume means this very folder: by standing without a value, by its name or a link to it, or by that of its model.</summary>
    public static bool IsSame(string folder, string resume)
    {
        if (resume.Length == 0)
            return true;
        var resumed = Path.GetFullPath(resume);
        return Real(folder) == Real(File.Exists(resumed) ? Path.GetDirectoryName(resumed)! : resumed);
    }

    /// <summary>The full name in which nothing is a link.</summary>
    private static string Real(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent)
            return full;
        var here = Path.Combine(Real(parent), Path.GetFileName(full));
        return new FileInfo(here).LinkTarget is null ? here : Real(Directory.ResolveLinkTarget(here, returnFinalTarget: true)!.FullName);
    }
}
