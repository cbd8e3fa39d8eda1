using CudaMlp.Data;
using CudaMlp.Pictures;

namespace CudaMlp.Cli.Output;

/// <summary>A picture where the user wants it, in a folder that is made where there is none.</summary>
internal static class PictureFile
{
    /// <exception cref="DataException">The file cannot be written.</exception>
    public static void Write(Picture picture, string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            picture.Save(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException(path, $"cannot be written: {FileProblem.Describe(e)}", inner: e);
        }
    }
}
